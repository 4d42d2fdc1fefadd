import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { unlessStopped } from './unless-stopped.js';

const never = new Promise<never>(() => undefined);

describe('waiting for a look until a shutdown', () => {
  it('gives the look, or its failure, and leaves no listener behind', async () => {
    const { signal } = new AbortController();
    expect(await unlessStopped(Promise.resolve('seen'), signal)).toBe('seen');
    await expect(unlessStopped(Promise.reject(new Error('401')), signal)).rejects.toThrow('401');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('ends at the signal, and does not begin after it', async () => {
    const stopping = new AbortController();
    const waiting = unlessStopped(never, stopping.signal);
    stopping.abort();
    expect(await waiting).toBeNull();
    expect(await unlessStopped(never, stopping.signal)).toBeNull();
  });

  it('drops a failure that comes too late', async () => {
    const stopping = new AbortController();
    let fail: (error: Error) => void = () => undefined;
    const waiting = unlessStopped(new Promise<string>((_, reject) => (fail = reject)), stopping.signal);
    stopping.abort();
    expect(await waiting).toBeNull();
    fail(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
