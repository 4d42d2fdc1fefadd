import {
  emptyDocument,
  type DialDecision,
  type Leg,
  type RouteDecision,
  type RoutingDocument,
  type Target,
} from '@app/routing';
import { Secret } from '@app/secrets';
import { hookAddresses, type TwimlContext } from '@app/twilio-voice';
import type { SeededRandom } from '../harness/seeded-random.js';
import { nastyText } from './nasty-text.js';

export const CALLED = '+14155550100';
export const AGENT_ID = '5f1c2a34-0000-4000-8000-000000000001';
export const HOOKS = `https://voice.example.com/webhooks/twilio/${'0a'.repeat(16)}`;

export const CONTEXT: Omit<TwimlContext, 'isFirstDial'> = {
  hooks: hookAddresses(HOOKS),
  agentHost: 'abc.sip.livekit.cloud',
  agentTransport: 'tls',
  agentEndpoints: new Map([[AGENT_ID, { sipUser: 'tl-agent', sipPassword: new Secret('Pa<ss"1&2\'') }]]),
};

/** A tenant's configuration in which every text that a person may write is a bad one. */
export function documentWith(random: SeededRandom): RoutingDocument {
  const sorry = { kind: 'announcement', text: nastyText(random), language: nastyText(random) } as const;
  const target = targetWith(random);
  const document: RoutingDocument = {
    ...emptyDocument(['US']),
    fallback: sorry,
    policy: { ...emptyDocument(['US']).policy, sipHosts: ['pbx.example', '*.sip.example'] },
    agents: { [AGENT_ID]: { name: nastyText(random), agentName: 'inbound' } },
    routes: {
      [CALLED]: {
        hoursId: null,
        target: random.chance(0.4) ? { kind: 'ring-group', ringGroupId: 'g' } : target,
        closed: sorry,
        ringSeconds: 20,
        onBusy: sorry,
        onNoAnswer: sorry,
        onFailure: sorry,
        callerId: random.chance(0.5) ? 'caller' : 'called',
        record: random.chance(0.5) ? 'do-not-record' : 'record-from-answer-dual',
      },
    },
    ringGroups: {
      g: {
        name: nastyText(random),
        strategy: random.chance(0.5) ? 'simultaneous' : 'sequential',
        members: Array.from({ length: 1 + random.below(4) }, () => {
          const member = targetWith(random);
          return {
            name: nastyText(random),
            target: member.kind === 'announcement' ? ({ kind: 'number', number: '+12125550123' } as const) : member,
            ringSeconds: 20,
          };
        }),
        next: sorry,
      },
    },
  };
  return document;
}

function targetWith(random: SeededRandom): Exclude<Target, { kind: 'ring-group' }> {
  switch (random.below(5)) {
    case 0:
      return { kind: 'agent', agentId: AGENT_ID };
    case 1:
      return { kind: 'number', number: random.chance(0.7) ? '+12125550123' : nastyText(random) };
    case 2:
      return { kind: 'client', identity: nastyText(random) };
    case 3:
      return { kind: 'announcement', text: nastyText(random), language: nastyText(random) };
    default:
      return { kind: 'sip', uri: sipUri(random), uui: random.chance(0.6) ? nastyText(random) : null };
  }
}

function sipUri(random: SeededRandom): string {
  const user = random.chance(0.5) ? 'alice' : nastyText(random);
  const headers = random.chance(0.3)
    ? `?X-Label=${random.chance(0.5) ? encodeURIComponent('a&b"c') : nastyText(random)}`
    : '';
  return random.chance(0.8) ? `sip:${user}@pbx.example;transport=tcp${headers}` : nastyText(random);
}

/** A decision that no router has seen: every text in it is chosen freely. */
export function decisionOf(random: SeededRandom): RouteDecision {
  if (random.chance(0.2)) return { action: 'say', text: nastyText(random), language: nastyText(random) };
  const legs = Array.from({ length: 1 + random.below(10) }, () => legWith(random));
  const dial: DialDecision = {
    action: 'dial',
    legs,
    sequential: random.chance(0.5),
    timeoutSeconds: 5 + random.below(595),
    timeLimitSeconds: random.chance(0.5) ? null : 60 + random.below(14_000),
    callerId: random.chance(0.5) ? null : nastyText(random),
    record: random.chance(0.5) ? 'do-not-record' : 'record-from-ringing',
    referable: random.chance(0.5),
    cursor: `1.r.14155550100..${String(random.below(100))}.abcde`,
  };
  return dial;
}

function legWith(random: SeededRandom): Leg {
  const target = targetWith(random);
  switch (target.kind) {
    case 'agent':
      return { kind: 'agent', agentId: random.chance(0.8) ? AGENT_ID : 'unknown', called: nastyText(random) };
    case 'announcement':
      return { kind: 'client', identity: target.text };
    default:
      return target;
  }
}
