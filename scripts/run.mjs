import { ended, startChild } from './processes/child.mjs';
import { onStop } from './processes/on-stop.mjs';
import { inRoot, main, Refusal } from './root.mjs';
import { setUp } from './set-up.mjs';

/** `node scripts/run.mjs <file under dist> [arguments]`: runs a built program of ours under the right Node.js. */
await main(async () => {
  const [file, ...args] = process.argv.slice(2);
  if (file === undefined) throw new Refusal('Usage: node scripts/run.mjs <file under dist> [arguments]', 64);
  // Set-up speaks on the error stream: what the program prints may be read by another program.
  const node = await setUp({ log: console.error });
  const child = startChild(node, [inRoot('dist', file), ...args], { nodeOptions: ['--enable-source-maps'] });
  onStop((signal) => child.kill(signal));
  process.exitCode = (await ended(child)).code;
});
