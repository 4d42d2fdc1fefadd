import { main, ROOT } from './root.mjs';
import { setUp } from './set-up.mjs';

/** `npm test`: everything, also from a bare clone. */
await main(async () => {
  process.chdir(ROOT);
  await setUp({ needsBuild: false });
  await import('./check.mjs');
});
