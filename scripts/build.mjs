import { main } from './root.mjs';
import { setUp } from './set-up.mjs';

/** `npm run build`: a build of the sources as they are; nothing when there is one already. */
await main(async () => {
  await setUp();
});
