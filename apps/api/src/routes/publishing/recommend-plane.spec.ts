import { describe, expect, it } from '@jest/globals';
import type { ForwardingRule, Route } from '@app/routing';
import { recommendPlane } from './recommend-plane.js';
import { trunkAgentsOf } from './trunk-agents.js';
import { emptyDocument } from '@app/routing';

const FALLBACK = { kind: 'fallback' } as const;
const AGENT_ONLY: Route = {
  hoursId: null,
  target: { kind: 'agent', agentId: 'a' },
  closed: FALLBACK,
  ringSeconds: 20,
  onBusy: FALLBACK,
  onNoAnswer: FALLBACK,
  onFailure: FALLBACK,
  callerId: 'caller',
  record: 'do-not-record',
};
const rule = (enabled: boolean): ForwardingRule => ({
  id: 'f',
  condition: 'always',
  enabled,
  to: { kind: 'hangup' },
  ringSeconds: null,
});

describe('recommendPlane', () => {
  it.each<[string, Route | undefined, ForwardingRule[], string]>([
    ['an agent and nothing else', AGENT_ONLY, [], 'trunk'],
    ['an agent with a forward that is off', AGENT_ONLY, [rule(false)], 'trunk'],
    ['an agent with another ring time', { ...AGENT_ONLY, ringSeconds: 60 }, [], 'trunk'],
    ['an agent with a forward', AGENT_ONLY, [rule(true)], 'webhook'],
    ['an agent with hours', { ...AGENT_ONLY, hoursId: 'h' }, [], 'webhook'],
    ['an agent that is recorded', { ...AGENT_ONLY, record: 'record-from-answer' }, [], 'webhook'],
    ['an agent with something else when busy', { ...AGENT_ONLY, onBusy: { kind: 'hangup' } }, [], 'webhook'],
    ['an agent with something else unanswered', { ...AGENT_ONLY, onNoAnswer: { kind: 'hangup' } }, [], 'webhook'],
    ['an agent with something else on failure', { ...AGENT_ONLY, onFailure: { kind: 'hangup' } }, [], 'webhook'],
    ['a client', { ...AGENT_ONLY, target: { kind: 'client', identity: 'ada' } }, [], 'webhook'],
    ['no route', undefined, [], 'webhook'],
  ])('%s', (_, route, forwarding, plane) => {
    expect(recommendPlane(route, forwarding)).toBe(plane);
  });
});

describe('trunkAgentsOf', () => {
  it('names the agents of numbers on the trunk whose route is one agent, and leaves the others alone', () => {
    const own = (phone_number: string, plane: 'trunk' | 'webhook' | null) => ({
      id: phone_number,
      phone_number,
      plane,
      agent_id: null,
      credential_id: 'c',
    });
    const document = {
      ...emptyDocument(),
      routes: { '+1': AGENT_ONLY, '+2': AGENT_ONLY, '+3': { ...AGENT_ONLY, hoursId: 'h' }, '+4': AGENT_ONLY },
    };
    const numbers = [own('+1', 'trunk'), own('+2', 'webhook'), own('+3', 'trunk'), own('+4', null), own('+5', 'trunk')];
    expect([...trunkAgentsOf(document, numbers)]).toEqual([['+1', 'a']]);
  });
});
