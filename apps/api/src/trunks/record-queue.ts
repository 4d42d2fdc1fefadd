/**
 * Writes one at a time, and what has come meanwhile together with the next: the steps of a run go side by side, and their records
 * would otherwise wait for each other one by one.
 *
 * `write` gets the records in the order in which they came. If it fails, it fails for all of them.
 */
export class RecordQueue<T> {
  private waiting: { readonly record: T; readonly done: () => void; readonly failed: (error: unknown) => void }[] = [];
  private isWriting = false;

  constructor(private readonly write: (records: readonly T[]) => Promise<void>) {}

  async add(record: T): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ record, done, failed });
      if (!this.isWriting) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.isWriting = true;
    // Whoever adds in the same turn goes along.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.write(batch.map(({ record }) => record));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.isWriting = false;
  }
}
