import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Job, JobAnswer } from './job.js';
import type { CellResult } from './run-cell.js';

export interface PoolOptions {
  readonly pace: number;
  readonly mutant?: string;
  /** Default: two for each core, because a story waits about as long as it works. */
  readonly processes?: number;
  /** Is told of each result as it comes. */
  readonly onResult?: (result: CellResult, done: number) => void;
  /** Ends early when it answers true. */
  readonly enough?: (result: CellResult) => boolean;
}

export interface PoolResults {
  readonly results: readonly CellResult[];
  readonly failures: readonly string[];
  readonly leaks: readonly string[];
  readonly secrets: number;
}

/** Runs cells in worker processes side by side. */
export async function runCells(
  jobs: readonly { readonly cell: number; readonly seed: number }[],
  { pace, mutant = '', processes = 2 * availableParallelism(), onResult, enough = () => false }: PoolOptions,
): Promise<PoolResults> {
  const queue = [...jobs];
  const results: CellResult[] = [];
  const failures: string[] = [];
  const leaks: string[] = [];
  let secrets = 0;
  const work = async (): Promise<void> => {
    const worker = fork(new URL('./worker.js', import.meta.url), [String(pace), mutant], {
      execArgv: ['--enable-source-maps', '--max-old-space-size=2048'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    try {
      for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
        const answer = await ask(worker, { kind: 'cell', ...job });
        if (answer.kind === 'failed') failures.push([answer.what, ...answer.log].join('\n'));
        if (answer.kind !== 'cell') continue;
        results.push(answer.result);
        onResult?.(answer.result, results.length);
        if (enough(answer.result)) queue.length = 0;
      }
      const answer = await ask(worker, { kind: 'search' });
      if (answer.kind !== 'search') return;
      leaks.push(...answer.leaks);
      secrets += answer.secrets;
    } finally {
      worker.disconnect();
    }
  };
  await Promise.all(Array.from({ length: Math.min(processes, jobs.length) }, work));
  return { results, failures, leaks, secrets };
}

async function ask(worker: ChildProcess, job: Job): Promise<JobAnswer> {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    const ended = once(worker, 'exit', { signal }).then(([code]) => {
      throw new Error(`a worker of the proof ended with code ${String(code)}`);
    });
    const answered = once(worker, 'message', { signal });
    worker.send(job);
    const [answer] = (await Promise.race([answered, ended])) as [JobAnswer];
    return answer;
  } finally {
    settled.abort();
  }
}
