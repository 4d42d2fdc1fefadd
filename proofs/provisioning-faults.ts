import type { ProofOptions, ProofResult } from './harness/proof.js';
import { runCells } from './provisioning/pool.js';
import type { CellResult } from './provisioning/run-cell.js';
import { CELLS, STEPS } from './provisioning/steps.js';

/** In-process, so that thousands of stories can be told: the pauses between looks become this long. */
const PACE = 1 / 40;
const SEEDS = { usual: 8, full: 36 };
const TROUBLES = CELLS.length / STEPS.length;

/**
 * Nothing breaks provisioning: 18 steps × (12 faults, 4 crash points, 4 races), each with seeds of its own and up to two more faults on
 * top, and after each story the invariants I1 to I12 of the whole state of both vendors and of our database. A story can be told again:
 * `--only="3 trunk × 500 after" --seed=7`.
 */
export async function prove({ quick, full, seed, only, log }: ProofOptions): Promise<ProofResult> {
  const firstSeed = seed ?? 1;
  const seeds = only !== null && seed !== null ? 1 : quick ? 1 : full ? SEEDS.full : SEEDS.usual;
  const chosen = CELLS.map((cell, index) => ({ cell, index })).filter(({ cell, index }) =>
    only !== null ? cell.name.includes(only) : !quick || isInSample(index, firstSeed),
  );
  const jobs = Array.from({ length: seeds }, (_, offset) =>
    chosen.map(({ index }) => ({ cell: index, seed: firstSeed + offset })),
  ).flat();
  log(`${String(chosen.length)} cells, seeds ${String(firstSeed)} to ${String(firstSeed + seeds - 1)}`);

  const tell = ({ cell, seed: told, breaches }: CellResult, done: number): void => {
    if (breaches.length > 0) log(`${cell}, seed ${String(told)}: ${breaches.join('; ')}`);
    if (done % CELLS.length === 0) log(`${count(done)} of ${count(jobs.length)} runs`);
  };
  const { results, failures, leaks, secrets } = await runCells(jobs, {
    pace: PACE,
    onResult: tell,
    // The start of a laboratory costs as much as two stories.
    ...(quick ? { processes: 2 } : {}),
  });
  for (const failure of failures) log(failure);
  for (const leak of leaks) log(leak);
  const never = chosen.filter(({ cell }) => !results.some((result) => result.cell === cell.name && result.struck));
  // Of a few seeds each cell must have met its moment at least once; a single one may have been overtaken by another fault.
  if (!quick) for (const { cell } of never) log(`${cell.name}: never struck`);
  const bad = results.filter((result) => result.breaches.length > 0).length + failures.length + leaks.length;
  return {
    figure:
      `provisioning-faults: ${String(bad)} violations of I1-I12 in ${count(results.length)} runs of ${String(chosen.length)} cells ` +
      `(${struckShare(results)} % struck; ${count(secrets)} secrets searched for)`,
    passed: bad === 0 && results.length === jobs.length && (quick || never.length === 0),
  };
}

/** For every test run: one trouble at each step, another one at each; other seeds choose others. */
function isInSample(index: number, seed: number): boolean {
  const step = Math.floor(index / TROUBLES);
  return index % TROUBLES === (seed + 3 * step) % TROUBLES;
}

function struckShare(results: readonly CellResult[]): string {
  return ((results.filter(({ struck }) => struck).length / Math.max(1, results.length)) * 100).toFixed(0);
}

function count(value: number): string {
  return value.toLocaleString('en');
}
