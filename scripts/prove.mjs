import { ended, startChild } from './processes/child.mjs';
import { onStop } from './processes/on-stop.mjs';
import { listProofs } from './prove/list-proofs.mjs';
import { inRoot, main, ROOT } from './root.mjs';
import { setUp } from './set-up.mjs';

/** `npm run prove -- NAME|all [--quick|--full]`: prints how it went and last the figure; fails when that is below its floor. */
await main(async () => {
  process.chdir(ROOT);
  const [name, ...options] = process.argv.slice(2);
  const node = await setUp();
  let running = null;
  let isStopped = false;
  onStop((signal) => {
    isStopped = true;
    running?.kill(signal);
  });
  const prove = async (...args) => {
    running = startChild(node, [inRoot('dist/proofs/prove.js'), ...args], { nodeOptions: ['--enable-source-maps'] });
    return (await ended(running)).code;
  };
  if (name !== 'all') process.exit(await prove(name ?? '', ...options));

  const proofs = listProofs(node);
  const failed = [];
  for (const proof of proofs) {
    console.log(`\n${proof}`);
    if (!isStopped && (await prove(proof, ...options)) !== 0) failed.push(proof);
  }
  console.log(
    `\n${proofs.length - failed.length} of ${proofs.length} proofs passed${failed.length > 0 ? `; not: ${failed.join(', ')}` : ''}`,
  );
  process.exit(failed.length > 0 || isStopped ? 1 : 0);
});
