import type { ProofOptions, ProofResult } from './harness/proof.js';
import { runCells } from './provisioning/pool.js';
import { CELLS } from './provisioning/steps.js';

/** The product's own pauses and time-outs: most of the time a story waits, so many are told side by side. */
const PACE = 1;
const PROCESSES = 12;
const MOST_PASSES = 3;

/**
 * From the last fault to an empty plan: how many passes and how long, at the product's own pace. Where a fault lasts, it ends once the
 * run has given way; then the time until the next attempt is part of what is measured.
 */
export async function prove({ quick, full, seed, only, log }: ProofOptions): Promise<ProofResult> {
  const firstSeed = seed ?? 1;
  const every = quick ? 56 : full ? 1 : 3;
  const jobs = CELLS.flatMap(({ name, trouble }, index) => {
    const isUndo = trouble.kind === 'crash' && trouble.point === 'during undo';
    const isChosen = only === null ? (index + firstSeed) % every === 0 : name.includes(only);
    return isChosen && !isUndo ? [{ cell: index, seed: firstSeed }] : [];
  });
  const { results, failures } = await runCells(jobs, {
    pace: PACE,
    processes: quick ? 3 : PROCESSES,
    onResult: (_, done) => done % 10 === 0 && log(`${String(done)} of ${String(jobs.length)} stories`),
  });
  for (const failure of failures) log(failure);
  for (const { cell, breaches } of results) if (breaches.length > 0) log(`${cell}: ${breaches.join('; ')}`);
  const passes = results.flatMap((result) => result.passes ?? []);
  const times = results.map(({ convergedMs }) => convergedMs).toSorted((a, b) => a - b);
  const counts = [...new Set(passes)].toSorted((a, b) => a - b);
  log(
    counts.map((number) => `${String(number)} passes: ${String(passes.filter((n) => n === number).length)}`).join(', '),
  );
  log(`median ${seconds(at(times, 0.5))}, p90 ${seconds(at(times, 0.9))}, longest ${seconds(at(times, 1))}`);
  const most = Math.max(0, ...passes);
  const broken = results.filter(({ breaches }) => breaches.length > 0).length + failures.length;
  return {
    figure:
      `converge: at most ${String(most)} passes from the last fault to an empty plan, p99 ${seconds(at(times, 0.99))} ` +
      `(${String(results.length)} stories)`,
    passed: most <= MOST_PASSES && broken === 0 && results.length === jobs.length && jobs.length > 0,
  };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
