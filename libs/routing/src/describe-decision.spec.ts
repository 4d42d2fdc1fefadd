import { describe, expect, it } from '@jest/globals';
import type { DialDecision, RouteDecision } from './decision.js';
import { describeDecision } from './describe-decision.js';

const dial: DialDecision = {
  action: 'dial',
  legs: [{ kind: 'number', number: '+14155550100' }],
  sequential: false,
  timeoutSeconds: 20,
  timeLimitSeconds: null,
  callerId: null,
  record: 'do-not-record',
  referable: false,
  cursor: 'c',
};

describe('a decision in words', () => {
  it.each<readonly [RouteDecision, string]>([
    [{ action: 'hangup' }, 'The call was ended.'],
    [{ action: 'reject', reason: 'busy' }, 'The caller got the busy tone.'],
    [{ action: 'reject', reason: 'rejected' }, 'The call was rejected.'],
    [{ action: 'say', text: 'We are closed.', language: 'en-US' }, 'The caller was told: “We are closed.”'],
    [dial, 'The call rang +14155550100 for up to 20 seconds.'],
    [
      {
        ...dial,
        legs: [
          { kind: 'agent', agentId: 'a1', called: '+1' },
          { kind: 'sip', uri: 'sip:desk@example.com', uui: null },
          { kind: 'client', identity: 'anna' },
        ],
        callerId: '+14155550199',
        record: 'record-from-answer',
      },
      'The call rang the agent a1 and sip:desk@example.com and the browser client anna, all at once for up to 20 seconds, showing +14155550199, with a recording.',
    ],
    [
      { ...dial, sequential: true, legs: [...dial.legs, { kind: 'number', number: '+14155550101' }] },
      'The call rang +14155550100 and +14155550101, one after the other for up to 20 seconds.',
    ],
  ])('%j', (decision, sentence) => {
    expect(describeDecision(decision)).toBe(sentence);
  });
});
