import { Laboratory } from './laboratory.js';
import type { Job, JobAnswer } from './job.js';
import { MUTANTS, isMutant } from './mutants.js';
import { runCell } from './run-cell.js';
import { CELLS } from './steps.js';

/**
 * Runs cells that its parent sends, one at a time, in a laboratory of its own: `worker.js PACE [MUTANT]`. A laboratory is left for a new
 * one now and then, because a database that has seen a thousand tenants is slower than any of them would find it.
 */

/** Cells told in one laboratory. */
const CELLS_A_LABORATORY = 150;
const LOG_LINES_SHOWN = 60;

const [, , paceText = '1', mutantName = ''] = process.argv;
const pace = Number(paceText);
const mutant = isMutant(mutantName) ? MUTANTS[mutantName] : null;

let lab: Laboratory | null = null;
let told = 0;
let secrets = 0;
const leaks: string[] = [];

process.on('message', (job: Job) => {
  void answer(job).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit());

async function answer(job: Job): Promise<JobAnswer> {
  try {
    if (job.kind === 'search') {
      await leave();
      return { kind: 'search', leaks, secrets };
    }
    if (told % CELLS_A_LABORATORY === 0) await leave();
    told += 1;
    lab ??= await Laboratory.open(pace, mutant);
    const cell = CELLS[job.cell];
    if (cell === undefined) throw new Error(`there is no cell ${String(job.cell)}`);
    return { kind: 'cell', result: await runCell(lab, cell, job.seed) };
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: 'failed', what, log: lab?.log.lines.slice(-LOG_LINES_SHOWN) ?? [] };
  }
}

async function leave(): Promise<void> {
  if (lab === null) return;
  leaks.push(...(await lab.leaks()));
  secrets += lab.secrets.size;
  await lab.close();
  lab = null;
}
