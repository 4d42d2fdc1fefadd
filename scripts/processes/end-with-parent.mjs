/**
 * Loaded before a child's own program (`node --import`): ends the child in order when the process that started it is gone, however
 * that died. The channel between the two closes with it, also after `kill -9`, when no signal would be passed on.
 *
 * A child's own children inherit this import but have another parent; their channel is theirs.
 */
if (process.env.TRUNKLINE_PARENT === String(process.ppid) && process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
