import type { DestinationPolicy, Next, RingGroup, RingMember, RoutingDocument } from '@app/routing';
import {
  callOf,
  destination,
  dialledByClient,
  documentOf,
  inbound,
  OWN,
  recovering,
  route,
  snapshotOf,
  transferredTo,
  type Way,
} from './scene.js';

const AGENT: RingMember['target'] = { kind: 'agent', agentId: 'agent' };

/** Every way by which a tenant's configuration can come to dial a target. */
export function waysToTarget(target: RingMember['target'], policy: DestinationPolicy): Way[] {
  const way = (name: string, changes: Partial<RoutingDocument>, decide = inbound, isDynamic = true): Way => ({
    name,
    snapshot: snapshotOf(documentOf(policy, changes), { isDynamic }),
    call: callOf(),
    decide,
  });
  const there: Next = { kind: 'destination', destinationId: 'there' };
  const destinations = { there: destination(target, { transferable: true }) };
  const routed = (changes: Parameters<typeof route>[1]): Partial<RoutingDocument> => ({
    destinations,
    routes: { [OWN]: route(AGENT, changes) },
  });
  const forwarded = (condition: 'always' | 'busy' | 'no-answer'): Partial<RoutingDocument> => ({
    destinations,
    forwarding: { [OWN]: [{ id: 'f', condition, enabled: true, to: there, ringSeconds: null }] },
  });
  const closed = { shut: { name: 'Shut', timeZone: 'UTC', weekly: [], holidays: [] } };
  return [
    way('route', { routes: { [OWN]: route(target) } }),
    way('route, showing the called number', { routes: { [OWN]: route(target, { callerId: 'called' }) } }),
    way('busy', routed({ onBusy: there })),
    way('no answer', routed({ onNoAnswer: there })),
    way('failure', routed({ onFailure: there })),
    way('closed', { ...routed({ hoursId: 'shut', closed: there }), hours: closed }),
    way('forward always', forwarded('always')),
    way('forward busy', forwarded('busy')),
    way('forward no answer', forwarded('no-answer')),
    way('fallback', { routes: {}, destinations, fallback: there }),
    way('dynamic routing off', { destinations, fallback: there }, inbound, false),
    way('destination after destination', {
      destinations: { ...destinations, first: destination(AGENT, { next: there }) },
      fallback: { kind: 'destination', destinationId: 'first' },
      routes: {},
    }),
    way('disaster recovery', routed({ onFailure: there }), recovering),
    way('transfer to the destination', { destinations }, transferredTo('sip:there@x.example')),
    way('client to the destination', { destinations }, dialledByClient('there')),
    ...groupWays(target, way),
  ];
}

type MakeWay = (name: string, changes: Partial<RoutingDocument>) => Way;

function groupWays(target: RingMember['target'], way: MakeWay): Way[] {
  const group = (changes: Partial<RingGroup>): Partial<RoutingDocument> => ({
    routes: { [OWN]: route({ kind: 'ring-group', ringGroupId: 'group' }) },
    destinations: { there: destination(target) },
    ringGroups: {
      group: {
        name: 'Group',
        strategy: 'simultaneous',
        members: [
          { name: 'Agent', target: AGENT, ringSeconds: 10 },
          { name: 'There', target, ringSeconds: 10 },
        ],
        next: { kind: 'hangup' },
        ...changes,
      },
    },
  });
  const agents = Array.from({ length: 11 }, () => ({ name: 'Agent', target: AGENT, ringSeconds: 10 }));
  return [
    way('simultaneous group', group({})),
    way('sequential group', group({ strategy: 'sequential' })),
    way(
      'member twelve',
      group({ members: [...agents, { name: 'There', target, ringSeconds: 15 }], strategy: 'sequential' }),
    ),
    way('end of a group', group({ members: agents, next: { kind: 'destination', destinationId: 'there' } })),
  ];
}

/** Ways that take a bare number, or what somebody wrote instead of one: from a `Next`, a transfer, a client, a SIP phone. */
export function waysToNumber(number: string, policy: DestinationPolicy): Way[] {
  const next: Next = { kind: 'number', number };
  const way = (name: string, changes: Partial<RoutingDocument>, decide = inbound, call = callOf()): Way => ({
    name,
    snapshot: snapshotOf(documentOf(policy, changes)),
    call,
    decide,
  });
  const client = callOf({ from: 'client:bob', origin: 'client', to: '' });
  const phone = callOf({ from: 'sip:bob@t.sip.twilio.com', origin: 'sip', to: `sip:${number}@t.sip.twilio.com` });
  return [
    way('next of a route', { routes: { [OWN]: route(AGENT, { onNoAnswer: next, onBusy: next, onFailure: next }) } }),
    way('forward to a number', {
      forwarding: { [OWN]: [{ id: 'f', condition: 'always', enabled: true, to: next, ringSeconds: null }] },
    }),
    way('fallback number', { routes: {}, fallback: next }),
    way('transfer tel', {}, transferredTo(`tel:${number}`)),
    way('transfer sip', {}, transferredTo(`sip:${number}@gw.pstn.twilio.com`)),
    way('transfer in brackets', {}, transferredTo(`"${OWN}" <sip:${number}@pbx.example.com;user=phone>`)),
    way('transfer bare', {}, transferredTo(number)),
    way('client', {}, dialledByClient(number), client),
    way('SIP phone', {}, dialledByClient(phone.to), phone),
    way('SIP phone to a telephone URI', {}, dialledByClient(`tel:${number}`), phone),
    way('a call to it', {}, inbound, phone),
  ];
}
