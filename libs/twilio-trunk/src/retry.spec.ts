import { describe, expect, it } from '@jest/globals';
import type { HttpAnswer } from './http-transport.js';
import { NoAnswer } from './http-transport.js';
import { retryAfterMs, sendWithRetries, waitBeforeNextTry } from './retry.js';

const answer = (status: number, headers = {}): HttpAnswer => ({ status, headers, text: '' });

describe('waitBeforeNextTry', () => {
  it.each([
    [1, undefined, 0, 0],
    [1, undefined, 1, 500],
    [3, undefined, 1, 2_000],
    [9, undefined, 1, 5_000],
    [1, 2_000, 0.5, 2_250],
    [1, 60_000, 0, 5_000],
  ])('after try %s, asked for %s ms, with chance %s is %s ms', (tries, asked, random, expected) => {
    expect(waitBeforeNextTry(tries, asked, random)).toBe(expected);
  });
});

describe('retryAfterMs', () => {
  it.each([
    [{}, undefined],
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:03 GMT' }, 2_000],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
  ])('of %j is %s', (headers, expected) => expect(retryAfterMs(answer(429, headers), 1_000)).toBe(expected));
});

describe('sendWithRetries', () => {
  const timing = { now: () => 0, random: () => 0, sleep: async (): Promise<void> => undefined };

  /** Plays the outcomes one after the other and tells how often it was asked. */
  async function play(outcomes: (number | string)[], isRead: boolean): Promise<[number | string, number]> {
    let sent = 0;
    const send = async (): Promise<HttpAnswer> => {
      const outcome = outcomes[sent] ?? 'no more';
      sent += 1;
      if (typeof outcome === 'string') throw new NoAnswer(outcome);
      return answer(outcome);
    };
    const end = await sendWithRetries(send, isRead, timing).then(
      (good) => good.status,
      (error: unknown) => (error instanceof NoAnswer ? error.reason : 'other'),
    );
    return [end, sent];
  }

  it.each<[(number | string)[], boolean, number | string, number]>([
    [[200], true, 200, 1],
    [[404, 200], true, 404, 1],
    [[500, 200], true, 200, 2],
    [[500, 503, 200], true, 503, 2],
    [['ECONNRESET', 200], true, 200, 2],
    [['timeout', 200], true, 'timeout', 1],
    [[429, 429, 429, 200], false, 200, 4],
    [[429, 429, 429, 429, 200], false, 429, 4],
    [[429, 500, 200], true, 200, 3],
    [[500, 200], false, 500, 1],
    [['ECONNRESET', 200], false, 'ECONNRESET', 1],
    [[429, 'ECONNRESET', 200], false, 'ECONNRESET', 2],
  ])('%j, read: %s, ends with %s after %s', async (outcomes, isRead, end, sent) => {
    expect(await play(outcomes, isRead)).toEqual([end, sent]);
  });
});
