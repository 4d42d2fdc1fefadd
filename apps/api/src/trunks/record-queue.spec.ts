import { describe, expect, it } from '@jest/globals';
import { RecordQueue } from './record-queue.js';

describe('RecordQueue', () => {
  it('writes at once what is added together, and together what comes during a write', async () => {
    const batches: number[][] = [];
    let finish = (): void => undefined;
    const queue = new RecordQueue<number>(async (records) => {
      batches.push([...records]);
      await new Promise<void>((resolve) => (finish = resolve));
    });
    const first = [queue.add(1), queue.add(2)];
    await new Promise(setImmediate);
    const later = [queue.add(3), queue.add(4)];
    expect(batches).toEqual([[1, 2]]);
    finish();
    await Promise.all(first);
    await new Promise(setImmediate);
    finish();
    await Promise.all(later);
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('fails everything of a failed write, and nothing after it', async () => {
    let calls = 0;
    const queue = new RecordQueue<number>(async () => {
      calls += 1;
      if (calls === 1) throw new Error('lost');
      await Promise.resolve();
    });
    const [one, two] = await Promise.allSettled([queue.add(1), queue.add(2)]);
    expect([one?.status, two?.status]).toEqual(['rejected', 'rejected']);
    await expect(queue.add(3)).resolves.toBeUndefined();
  });
});
