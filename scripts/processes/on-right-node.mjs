import { fileURLToPath } from 'node:url';
import { isNewEnough } from '../set-up/node.mjs';
import { ended, startChild } from './child.mjs';
import { onStop } from './on-stop.mjs';

/** Goes on in this process if its Node.js is new enough; otherwise runs the same script under `node`, and ends as it ends. */
export async function onRightNode(scriptUrl, node) {
  if (isNewEnough(process.versions.node)) return;
  const child = startChild(node, [fileURLToPath(scriptUrl), ...process.argv.slice(2)]);
  onStop((signal) => child.kill(signal));
  const { code } = await ended(child);
  process.exit(code);
}
