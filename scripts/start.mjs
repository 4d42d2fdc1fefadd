import { onRightNode } from './processes/on-right-node.mjs';
import { main, ROOT } from './root.mjs';
import { setUp } from './set-up.mjs';

/** `npm start`: everything that is needed, from a bare clone to a running Trunkline with an offline Twilio and LiveKit. */
await main(async () => {
  process.chdir(ROOT);
  const node = await setUp();
  await onRightNode(import.meta.url, node);
  const { start } = await import('./start/start.mjs');
  process.exit(await start(node));
});
