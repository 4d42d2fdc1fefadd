import type { ProofOptions, ProofResult } from './harness/proof.js';
import { runCells } from './provisioning/pool.js';
import { MUTANT_NAMES, MUTANTS, type MutantName } from './provisioning/mutants.js';
import { CELLS } from './provisioning/steps.js';

const PACE = 1 / 40;
const SEEDS = 4;

/**
 * The harness of `provisioning-faults` bites: with find-before-create, write-ahead, the fence or "401 is unknown" taken out of the
 * product, one at a time, it finds a violation. Each is looked for in the cells where the safeguard is needed, until it is found.
 */
export async function prove({ seed, only, log }: ProofOptions): Promise<ProofResult> {
  const names = MUTANT_NAMES.filter((name) => only === null || name.includes(only));
  let caught = 0;
  for (const name of names) if (await isCaught(name, seed ?? 1, log)) caught += 1;
  return {
    figure: `harness-bites: ${String(caught)} of ${String(names.length)} removed safeguards noticed`,
    passed: caught === names.length,
  };
}

async function isCaught(name: MutantName, firstSeed: number, log: (line: string) => void): Promise<boolean> {
  const { what, cells } = MUTANTS[name];
  const indexes = CELLS.flatMap((cell, index) => (cells.test(cell.name) ? [index] : []));
  const jobs = Array.from({ length: SEEDS }, (_, offset) =>
    indexes.map((cell) => ({ cell, seed: firstSeed + offset })),
  ).flat();
  const options = {
    pace: PACE,
    mutant: name,
    // Most are noticed in the first story; a second process would only have been started.
    processes: 1,
    enough: (result: { breaches: readonly string[] }) => result.breaches.length > 0,
  };
  const { results, failures } = await runCells(jobs, options);
  const caught = results.find((result) => result.breaches.length > 0);
  log(`without ${name} (${what}):`);
  for (const failure of failures) log(failure);
  log(
    caught === undefined
      ? `  NOT noticed in ${String(results.length)} stories`
      : `  noticed in ${caught.cell}, seed ${String(caught.seed)}: ${caught.breaches[0] ?? ''}`,
  );
  return caught !== undefined && failures.length === 0;
}
