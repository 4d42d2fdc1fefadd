import type { Call, RoutingSnapshot } from '../decision.js';
import { emptyDocument } from '../empty-document.js';
import type { Destination, RingGroup, RingMember, Route, RoutingDocument, Target } from '../routing-document.js';

/** A tenant's number, and an ordinary German one that is nobody's. */
export const OWN = '+14155550100';
export const OTHER_OWN = '+14155550101';
export const BERLIN = '+4930123456';

export function aCall(changes: Partial<Call> = {}): Call {
  return { callSid: `CA${'0'.repeat(32)}`, from: '+14155550199', to: OWN, origin: 'pstn', uui: null, ...changes };
}

export function aRoute(target: Target, changes: Partial<Route> = {}): Route {
  return {
    hoursId: null,
    target,
    closed: { kind: 'fallback' },
    ringSeconds: 25,
    onBusy: { kind: 'fallback' },
    onNoAnswer: { kind: 'fallback' },
    onFailure: { kind: 'fallback' },
    callerId: 'caller',
    record: 'do-not-record',
    ...changes,
  };
}

export function aDestination(target: Target, changes: Partial<Destination> = {}): Destination {
  return { name: 'Mobile', target, ringSeconds: 20, next: { kind: 'fallback' }, transferable: false, ...changes };
}

export function aMember(number: string, ringSeconds = 20): RingMember {
  return { name: `Desk ${number}`, target: { kind: 'number', number }, ringSeconds };
}

export function aGroup(members: readonly RingMember[], changes: Partial<RingGroup> = {}): RingGroup {
  return { name: 'Sales', strategy: 'simultaneous', members, next: { kind: 'fallback' }, ...changes };
}

export function aDocument(changes: Partial<RoutingDocument> = {}): RoutingDocument {
  const empty = emptyDocument(['US', 'DE']);
  return {
    ...empty,
    agents: { reception: { name: 'Reception', agentName: 'reception' } },
    ...changes,
    policy: { ...empty.policy, sipHosts: ['pbx.example.com'], ...changes.policy },
  };
}

export function aSnapshot(document: RoutingDocument, changes: Partial<RoutingSnapshot> = {}): RoutingSnapshot {
  return {
    tenantId: '00000000-0000-4000-8000-000000000000',
    version: 3,
    document,
    isDynamic: true,
    ownNumbers: new Set([OWN, OTHER_OWN]),
    ...changes,
  };
}

/** A Wednesday at noon in UTC. */
export const NOON = new Date('2026-11-18T12:00:00Z');
