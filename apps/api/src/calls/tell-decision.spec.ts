import { describe, expect, it } from '@jest/globals';
import { tellDecision, type StoredDecision } from './tell-decision.js';

const stored: StoredDecision = {
  step: 'voice',
  decidedAt: '2026-11-21T12:00:00.000Z',
  version: 7,
  source: 'cache',
  cacheAgeMs: 240,
  call: { callSid: 'CA1', from: '+14155550100', to: '+14155550101', origin: 'pstn', uui: null },
  decision: { action: 'hangup' },
  trace: { version: 7, steps: [{ rule: 'hours', matched: false, why: 'It was closed.' }] },
};
const CLOSED = ['It was closed.', 'The call was ended.'];

describe('a decision as sentences', () => {
  it.each<readonly [string, Partial<StoredDecision>, string, string]>([
    [
      'a call',
      {},
      'A call from +14155550100 to +14155550101 came in.',
      'Version 7 was in force, as known 0.2 seconds before.',
    ],
    [
      'a client',
      { step: 'client', version: null },
      '+14155550100 called +14155550101.',
      'Nothing had been published, as known 0.2 seconds before.',
    ],
    [
      'an ended dial',
      { step: 'dial-ended', cacheAgeMs: 60_400 },
      'The attempt before had ended.',
      'Version 7 was in force, as known 60 seconds before.',
    ],
    [
      'a transfer',
      { step: 'refer', cacheAgeMs: 600_000 },
      'A phone in the call asked to transfer it.',
      'Version 7 was in force, as known 10 minutes before.',
    ],
    [
      'an outage',
      { step: 'disaster-recovery', source: 'safe-answer', cacheAgeMs: null },
      'LiveKit did not take the call from +14155550100 to +14155550101.',
      'The routing could not be used, so the fallback answered.',
    ],
  ])('%s', (_, change, first, second) => {
    expect(tellDecision({ ...stored, ...change })).toEqual([first, second, ...CLOSED]);
  });
});
