import { ended, startChild } from './processes/child.mjs';
import { onRightNode } from './processes/on-right-node.mjs';
import { onStop } from './processes/on-stop.mjs';
import { inRoot, main, Refusal, ROOT } from './root.mjs';
import { setUp } from './set-up.mjs';

/**
 * `node scripts/run.mjs [--sandbox] <file under dist> [arguments]`: runs a built command of ours on what `npm start` works on.
 * `--sandbox`: the command speaks with Twilio and LiveKit.
 */
await main(async () => {
  process.chdir(ROOT);
  const given = process.argv.slice(2);
  const needsSandbox = given[0] === '--sandbox';
  const [file, ...args] = needsSandbox ? given.slice(1) : given;
  if (file === undefined)
    throw new Refusal('Usage: node scripts/run.mjs [--sandbox] <file under dist> [arguments]', 64);
  // Set-up speaks on the error stream: what the command prints may be read by another program.
  const node = await setUp({ log: console.error });
  await onRightNode(import.meta.url, node);
  const { forCommand } = await import('./start/for-command.mjs');
  const { environment, end } = await forCommand(node, { needsSandbox });
  const child = startChild(node, [inRoot('dist', file), ...args], {
    env: environment,
    nodeOptions: ['--enable-source-maps'],
  });
  onStop((signal) => child.kill(signal));
  const { code } = await ended(child);
  await end();
  process.exit(code);
});
