import { spawnSync } from 'node:child_process';
import { inRoot } from '../root.mjs';

/** The names of all proofs, from the one place that knows them. */
export function listProofs(node) {
  const { stdout } = spawnSync(node, [inRoot('dist/proofs/prove.js'), '--list'], { encoding: 'utf8' });
  return stdout.split('\n').filter((name) => name !== '');
}
