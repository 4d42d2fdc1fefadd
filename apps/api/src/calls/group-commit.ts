import { setTimeout as sleep } from 'node:timers/promises';

export interface GroupCommitOptions {
  /** How long the first of a batch waits for others, milliseconds. */
  readonly waitMs: number;
  /** Written together at most. */
  readonly most: number;
  /** As many may wait; what comes then has no room. */
  readonly mostWaiting: number;
}

interface Waiting<T> {
  readonly record: T;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Writes what comes within a few milliseconds together, one batch after the other. `write` gets the records in the order in which
 * they came, and tells which of them failed and why; if it throws, all of them have failed.
 */
export class GroupCommit<T> {
  private waiting: Waiting<T>[] = [];
  private writing: Promise<void> | null = null;
  private inHand = 0;

  constructor(
    private readonly options: GroupCommitOptions,
    private readonly write: (records: readonly T[]) => Promise<ReadonlyMap<T, Error>>,
  ) {}

  /** False: there is no room for another one, and it must not be added. */
  get hasRoom(): boolean {
    return this.waiting.length + this.inHand < this.options.mostWaiting;
  }

  /** Resolves when the record is written. */
  async add(record: T): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ record, done, failed });
      this.writing ??= this.drain();
    });
  }

  /** Resolves when everything that was added has been written or has failed. */
  async settled(): Promise<void> {
    while (this.writing !== null) await this.writing;
  }

  private async drain(): Promise<void> {
    await sleep(this.options.waitMs);
    while (this.waiting.length > 0) await this.writeSome(this.waiting.splice(0, this.options.most));
    this.writing = null;
  }

  private async writeSome(batch: readonly Waiting<T>[]): Promise<void> {
    this.inHand = batch.length;
    try {
      const failures = await this.write(batch.map(({ record }) => record));
      for (const { record, done, failed } of batch) {
        const failure = failures.get(record);
        if (failure === undefined) done();
        else failed(failure);
      }
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
    this.inHand = 0;
  }
}
