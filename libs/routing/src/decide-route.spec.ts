import { describe, expect, it } from '@jest/globals';
import { decideAfterDial } from './after-dial.js';
import { decideDisasterRecovery, decideRoute } from './decide-route.js';
import type { Decided, DialDecision, DialStatus, RoutingSnapshot } from './decision.js';
import type { Next, Target } from './routing-document.js';
import {
  aCall,
  aDestination,
  aDocument,
  aGroup,
  aMember,
  aRoute,
  aSnapshot,
  BERLIN,
  NOON,
  OTHER_OWN,
  OWN,
} from './testing/samples.js';

const AGENT: Target = { kind: 'agent', agentId: 'reception' };
const PHONE: Target = { kind: 'number', number: BERLIN };
const SORRY: Next = { kind: 'announcement', text: 'Sorry.', language: 'en-GB' };

function dialOf({ decision }: Decided): DialDecision {
  if (decision.action !== 'dial') throw new Error(`not a dial but ${decision.action}`);
  return decision;
}

function after(first: Decided, status: DialStatus, snapshot: RoutingSnapshot, call = aCall()): Decided {
  return decideAfterDial(call, dialOf(first).cursor, { status }, snapshot, NOON);
}

describe('decideRoute', () => {
  it('rings the agent of a number', () => {
    const snapshot = aSnapshot(aDocument({ routes: { [OWN]: aRoute(AGENT) } }));
    const { decision, trace } = decideRoute(aCall(), snapshot, NOON);
    expect(decision).toEqual({
      action: 'dial',
      legs: [{ kind: 'agent', agentId: 'reception', called: OWN }],
      sequential: false,
      timeoutSeconds: 25,
      timeLimitSeconds: null,
      callerId: null,
      record: 'do-not-record',
      referable: true,
      cursor: expect.stringMatching(/^3\.r\.14155550100\.\.0\.[a-z0-9]+$/),
    });
    expect(trace).toEqual({
      version: 3,
      steps: [
        { rule: 'route', matched: true, why: '+14155550100 has a route to an agent.' },
        { rule: 'dial', matched: true, why: 'Ring the agent “Reception”, for 25 seconds.' },
      ],
    });
  });

  it.each<[string, Next, object]>([
    ['an announcement', SORRY, { action: 'say', text: 'Sorry.', language: 'en-GB' }],
    ['hanging up', { kind: 'hangup' }, { action: 'hangup' }],
    ['itself', { kind: 'fallback' }, { action: 'say', text: expect.stringContaining('sorry') }],
    [
      'nothing that exists',
      { kind: 'destination', destinationId: 'gone' },
      { action: 'say', text: expect.stringContaining('sorry') },
    ],
  ])('goes to a fallback that is %s when a number has no route', (_name, fallback, expected) => {
    expect(decideRoute(aCall(), aSnapshot(aDocument({ fallback })), NOON).decision).toMatchObject(expected);
  });

  it('goes to the fallback while dynamic routing is off', () => {
    const document = aDocument({ routes: { [OWN]: aRoute(AGENT) }, fallback: SORRY });
    const { decision } = decideRoute(aCall(), aSnapshot(document, { isDynamic: false }), NOON);
    expect(decision).toMatchObject({ action: 'say', text: 'Sorry.' });
  });

  it('forwards all calls before it asks for the hours', () => {
    const document = aDocument({
      routes: { [OWN]: aRoute(AGENT, { hoursId: 'never', closed: { kind: 'hangup' } }) },
      hours: { never: { name: 'Never', timeZone: 'UTC', weekly: [], holidays: [] } },
      forwarding: { [OWN]: [{ id: 'f', condition: 'always', enabled: true, to: SORRY, ringSeconds: null }] },
    });
    expect(decideRoute(aCall(), aSnapshot(document), NOON).decision).toMatchObject({ text: 'Sorry.' });
    const off = {
      ...document,
      forwarding: { [OWN]: [{ id: 'f', condition: 'always' as const, enabled: false, to: SORRY, ringSeconds: null }] },
    };
    expect(decideRoute(aCall(), aSnapshot(off), NOON).decision).toEqual({ action: 'hangup' });
  });

  it('follows a route to an own number inside, and two that name each other end', () => {
    const to = (number: string): Target => ({ kind: 'number', number });
    const document = aDocument({
      routes: { [OWN]: aRoute(to(OTHER_OWN)), [OTHER_OWN]: aRoute(to(OWN)) },
      fallback: SORRY,
    });
    const { decision, trace } = decideRoute(aCall(), aSnapshot(document), NOON);
    expect(decision).toMatchObject({ text: 'Sorry.' });
    expect(trace.steps.map(({ rule }) => rule)).toContain('loop');
  });

  it('leaves agents out while LiveKit cannot be reached', () => {
    const document = aDocument({ routes: { [OWN]: aRoute(AGENT, { onFailure: SORRY }) } });
    expect(decideDisasterRecovery(aCall(), aSnapshot(document), NOON).decision).toMatchObject({ text: 'Sorry.' });
  });
});

describe('what a telephone shows', () => {
  it.each([
    ['pstn', '+14155550199', 'caller', null],
    ['pstn', '+14155550199', 'called', OWN],
    ['pstn', 'anonymous', 'caller', OWN],
    ['pstn', '+266696687', 'caller', OWN],
    ['sip', 'sip:alice@x.sip.twilio.com', 'caller', OWN],
    ['sip', `sip:${OTHER_OWN}@x.sip.twilio.com`, 'caller', OTHER_OWN],
    ['client', 'client:bob', 'caller', OWN],
  ] as const)('a %s call from %s with %s: %s', (origin, from, callerId, expected) => {
    const snapshot = aSnapshot(aDocument({ routes: { [OWN]: aRoute(PHONE, { callerId }) } }));
    const decision = dialOf(decideRoute(aCall({ origin, from }), snapshot, NOON));
    expect(decision).toMatchObject({ callerId: expected, timeLimitSeconds: 3_600 });
  });

  it('without a number of its own a tenant calls no telephone for a client', () => {
    const snapshot = aSnapshot(aDocument({ routes: { [OWN]: aRoute(PHONE) }, fallback: SORRY }), {
      ownNumbers: new Set(),
    });
    expect(decideRoute(aCall({ origin: 'client' }), snapshot, NOON).decision).toMatchObject({ text: 'Sorry.' });
  });
});

describe('decideAfterDial', () => {
  const route = aRoute(AGENT, {
    onBusy: { kind: 'destination', destinationId: 'mobile' },
    onNoAnswer: SORRY,
    onFailure: { kind: 'hangup' },
  });
  const document = aDocument({
    routes: { [OWN]: route },
    destinations: { mobile: aDestination(PHONE) },
    fallback: SORRY,
  });
  const snapshot = aSnapshot(document);

  it.each<[DialStatus, object]>([
    ['completed', { action: 'hangup' }],
    ['answered', { action: 'hangup' }],
    ['canceled', { action: 'hangup' }],
    ['busy', { action: 'dial', legs: [PHONE], timeoutSeconds: 20 }],
    ['no-answer', { action: 'say', text: 'Sorry.' }],
    ['failed', { action: 'hangup' }],
  ])('after %s', (status, expected) => {
    expect(after(decideRoute(aCall(), snapshot, NOON), status, snapshot).decision).toMatchObject(expected);
  });

  it('forwarding for a busy or silent target wins over the route, and shortens the ringing', () => {
    const to: Next = { kind: 'destination', destinationId: 'mobile' };
    const forwarded = aSnapshot({
      ...document,
      forwarding: { [OWN]: [{ id: 'f', condition: 'no-answer', enabled: true, to, ringSeconds: 10 }] },
    });
    const first = decideRoute(aCall(), forwarded, NOON);
    expect(dialOf(first).timeoutSeconds).toBe(10);
    expect(dialOf(after(first, 'no-answer', forwarded)).legs).toEqual([PHONE]);
  });

  it('ends at the fallback, then at the apology, when a destination is not reached', () => {
    const toPhone = aSnapshot({ ...document, fallback: { kind: 'destination', destinationId: 'mobile' } });
    const first = decideRoute(aCall({ to: OTHER_OWN }), toPhone, NOON);
    const { decision } = after(first, 'busy', toPhone);
    expect(decision).toMatchObject({ action: 'say', text: expect.stringContaining('sorry') });
  });

  it.each(['', 'x', '3.r', '3.q.1..0.', `3.r.14155550100..0.${'a'.repeat(200)}`, '3.d..gone.0.'])(
    'a cursor %j leads to the fallback',
    (cursor) => {
      const { decision } = decideAfterDial(aCall(), cursor, { status: 'busy' }, snapshot, NOON);
      expect(decision).toMatchObject({ action: 'say', text: 'Sorry.' });
    },
  );
});

describe('ring groups', () => {
  const numbers = Array.from({ length: 23 }, (_, index) => `+493012345${String(100 + index)}`);
  const withGroup = (
    changes: Parameters<typeof aGroup>[1],
    members = numbers.map((number) => aMember(number)),
  ): RoutingSnapshot =>
    aSnapshot(
      aDocument({
        routes: { [OWN]: aRoute({ kind: 'ring-group', ringGroupId: 'sales' }) },
        ringGroups: { sales: aGroup(members, { next: SORRY, ...changes }) },
      }),
    );

  /** The legs of every dial when nobody ever answers, and the decision at the end. */
  function hunt(snapshot: RoutingSnapshot): { rung: string[][]; timeouts: number[]; end: Decided } {
    const rung: string[][] = [];
    const timeouts: number[] = [];
    let decided = decideRoute(aCall(), snapshot, NOON);
    while (decided.decision.action === 'dial') {
      rung.push(decided.decision.legs.map((leg) => (leg.kind === 'number' ? leg.number : leg.kind)));
      timeouts.push(decided.decision.timeoutSeconds);
      decided = after(decided, 'no-answer', snapshot);
    }
    return { rung, timeouts, end: decided };
  }

  it.each(['simultaneous', 'sequential'] as const)(
    'a %s group of 23 rings in tens and ends where it says',
    (strategy) => {
      const { rung, end } = hunt(withGroup({ strategy }));
      expect(rung.map((legs) => legs.length)).toEqual([10, 10, 3]);
      expect(rung.flat()).toEqual(numbers);
      expect(end.decision).toMatchObject({ text: 'Sorry.' });
    },
  );

  it('rings members of another patience one after the other, each as long as it says', () => {
    const members = [aMember(BERLIN, 10), aMember('+4930123457', 10), aMember('+4930123458', 40)];
    expect(hunt(withGroup({ strategy: 'sequential' }, members))).toMatchObject({
      rung: [[BERLIN, '+4930123457'], ['+4930123458']],
      timeouts: [10, 40],
    });
    expect(hunt(withGroup({}, members))).toMatchObject({ timeouts: [40] });
  });

  it('leaves out whom the policy forbids, and says so', () => {
    const snapshot = withGroup({}, [
      aMember('+88161234567'),
      aMember('+19005551234'),
      aMember(OTHER_OWN),
      aMember(BERLIN),
    ]);
    expect(hunt(snapshot).rung).toEqual([[BERLIN]]);
    const rules = decideRoute(aCall(), snapshot, NOON).trace.steps.map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['policy.international', 'policy.premium', 'policy.own-number']));
  });

  it('goes straight on when nobody may be rung', () => {
    expect(hunt(withGroup({}, [aMember('+88161234567')]))).toMatchObject({
      rung: [],
      end: { decision: { text: 'Sorry.' } },
    });
  });
});
