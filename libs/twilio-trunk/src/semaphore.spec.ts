import { describe, expect, it } from '@jest/globals';
import { KeyedSemaphore, Semaphore } from './semaphore.js';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Semaphore', () => {
  it('runs no more than allowed, in the order of arrival, and survives failures', async () => {
    const semaphore = new Semaphore(2);
    const started: number[] = [];
    let running = 0;
    const work = (n: number) => async (): Promise<void> => {
      started.push(n);
      expect((running += 1)).toBeLessThanOrEqual(2);
      await tick();
      running -= 1;
      if (n % 2 === 0) throw new Error('failed');
    };
    await Promise.allSettled([1, 2, 3, 4, 5, 6].map((n) => semaphore.run(work(n))));
    expect(started).toEqual([1, 2, 3, 4, 5, 6]);
    expect(semaphore.isIdle).toBe(true);
  });

  it('needs a permit', () => expect(() => new Semaphore(0)).toThrow(RangeError));
});

describe('KeyedSemaphore', () => {
  it('limits each key by itself and forgets keys that are idle', async () => {
    const semaphores = new KeyedSemaphore(1);
    const running: string[] = [];
    const work = (key: string) => async (): Promise<void> => {
      running.push(key);
      await tick();
    };
    const all = ['a', 'a', 'b'].map((key) => semaphores.run(key, work(key)));
    await tick();
    expect(running.slice(0, 2)).toEqual(['a', 'b']);
    expect(semaphores.size).toBe(2);
    await Promise.all(all);
    expect(running).toEqual(['a', 'b', 'a']);
    expect(semaphores.size).toBe(0);
  });
});
