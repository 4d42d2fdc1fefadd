import type { CellResult } from './run-cell.js';

/** What the parent asks of a worker process. */
export type Job =
  | { readonly kind: 'cell'; readonly cell: number; readonly seed: number }
  /** The last one: searches all that the worker's stories left behind for their secrets. */
  | { readonly kind: 'search' };

/** What a worker answers, one answer a job. */
export type JobAnswer =
  | { readonly kind: 'cell'; readonly result: CellResult }
  | { readonly kind: 'search'; readonly leaks: readonly string[]; readonly secrets: number }
  | { readonly kind: 'failed'; readonly what: string; readonly log: readonly string[] };
