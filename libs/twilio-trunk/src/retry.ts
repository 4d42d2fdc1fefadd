import type { HttpAnswer } from './http-transport.js';
import { NoAnswer } from './http-transport.js';

/** Time and chance, injected so that tests neither wait nor guess. */
export interface Timing {
  now(): number;
  /** From 0 up to but not including 1. */
  random(): number;
  sleep(milliseconds: number): Promise<void>;
}

export const realTiming: Timing = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

const MAX_TRIES_WHEN_THROTTLED = 4;
const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 5_000;

/**
 * Sends, and sends again only where that cannot do harm: after 429, which Twilio answers before it processes anything (error
 * 20429), for every verb; after a 5xx or a broken connection once, and only for reads. A time-out is not repeated: the caller
 * has waited long enough, and a slow server is not helped by more work.
 */
export async function sendWithRetries<Answer extends HttpAnswer>(
  send: () => Promise<Answer>,
  isRead: boolean,
  timing: Timing,
): Promise<Answer> {
  let mayRepeat = isRead;
  for (let tries = 1; ; tries += 1) {
    const answer = await caught(send);
    if (!(answer instanceof NoAnswer) && answer.status === 429) {
      if (tries >= MAX_TRIES_WHEN_THROTTLED) return answer;
      await timing.sleep(waitBeforeNextTry(tries, retryAfterMs(answer, timing.now()), timing.random()));
    } else if (mayRepeat && isPassing(answer)) {
      mayRepeat = false;
      await timing.sleep(FIRST_WAIT_MS * timing.random());
    } else if (answer instanceof NoAnswer) {
      throw answer;
    } else {
      return answer;
    }
  }
}

/** Full jitter on a doubling ceiling, never less than Twilio asked for, never more than 5 s. */
export function waitBeforeNextTry(tries: number, askedMs: number | undefined, random: number): number {
  const jitter = random * FIRST_WAIT_MS * 2 ** tries;
  return Math.min(MAX_WAIT_MS, (askedMs ?? 0) + jitter);
}

/** Retry-After in milliseconds; the header holds seconds or a date. */
export function retryAfterMs(answer: HttpAnswer, now: number): number | undefined {
  const header = answer.headers['retry-after'];
  if (header === undefined) return undefined;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

async function caught<Answer>(send: () => Promise<Answer>): Promise<Answer | NoAnswer> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof NoAnswer) return error;
    throw error;
  }
}

function isPassing(answer: HttpAnswer | NoAnswer): boolean {
  return answer instanceof NoAnswer
    ? answer.reason !== 'timeout' && answer.reason !== 'too-large'
    : answer.status >= 500;
}
