import {
  decideAfterDial,
  decideClientCall,
  decideDisasterRecovery,
  decideRefer,
  decideRoute,
  emptyDocument,
  type Call,
  type Decided,
  type Destination,
  type DestinationPolicy,
  type DialStatus,
  type Leg,
  type Next,
  type Route,
  type RoutingDocument,
  type RoutingSnapshot,
  type Target,
} from '@app/routing';

export const OWN = '+14155550100';
export const OTHER_OWN = '+493012345678';
export const TENANT_COUNTRIES = ['US', 'CA', 'DE', 'GB'];

const NOW = new Date('2026-11-18T12:00:00Z');
const AGENT: Target = { kind: 'agent', agentId: 'agent' };
const SORRY: Next = { kind: 'announcement', text: 'Sorry.', language: 'en-US' };
/** More decisions than any of these configurations can need for one call. */
const MAX_DECISIONS = 40;

/** What a call led to. */
export interface Reached {
  readonly legs: readonly Leg[];
  /** What the called telephones would have been shown. */
  readonly callerIds: readonly (string | null)[];
  /** False: it went on and on. */
  readonly ended: boolean;
}

export function policyOf(countries: readonly string[], changes: Partial<DestinationPolicy> = {}): DestinationPolicy {
  return {
    ...emptyDocument(countries).policy,
    sipHosts: ['pbx.example.com', 'gw.pstn.twilio.com', '*.ie1.twilio.com'],
    ...changes,
  };
}

export function route(target: Target, changes: Partial<Route> = {}): Route {
  return {
    hoursId: null,
    target,
    closed: SORRY,
    ringSeconds: 20,
    onBusy: SORRY,
    onNoAnswer: SORRY,
    onFailure: SORRY,
    callerId: 'caller',
    record: 'do-not-record',
    ...changes,
  };
}

export function destination(target: Target, changes: Partial<Destination> = {}): Destination {
  return { name: 'Place', target, ringSeconds: 20, next: SORRY, transferable: false, ...changes };
}

export function documentOf(policy: DestinationPolicy, changes: Partial<RoutingDocument> = {}): RoutingDocument {
  return {
    ...emptyDocument([]),
    agents: { agent: { name: 'Agent', agentName: 'agent' } },
    routes: { [OWN]: route(AGENT) },
    policy,
    ...changes,
  };
}

export function snapshotOf(document: RoutingDocument, changes: Partial<RoutingSnapshot> = {}): RoutingSnapshot {
  const ownNumbers = new Set([OWN, OTHER_OWN]);
  return { tenantId: 'tenant', version: 1, document, isDynamic: true, ownNumbers, ...changes };
}

export function callOf(changes: Partial<Call> = {}): Call {
  return { callSid: `CA${'0'.repeat(32)}`, from: '+14155550199', to: OWN, origin: 'pstn', uui: null, ...changes };
}

/** One way in which a call comes to be decided. */
export interface Way {
  readonly name: string;
  readonly snapshot: RoutingSnapshot;
  readonly call: Call;
  readonly decide: (call: Call, snapshot: RoutingSnapshot) => Decided;
}

export const inbound: Way['decide'] = (call, snapshot) => decideRoute(call, snapshot, NOW);
export const recovering: Way['decide'] = (call, snapshot) => decideDisasterRecovery(call, snapshot, NOW);
export const transferredTo =
  (target: string): Way['decide'] =>
  (call, snapshot) =>
    decideRefer(call, target, snapshot, NOW);
export const dialledByClient =
  (to: string): Way['decide'] =>
  (call, snapshot) =>
    decideClientCall(call, to, snapshot, NOW);

/** Every dial that a call may lead to when each ends like that, until something else than a dial is decided. */
export function follow({ call, snapshot, decide }: Way, status: DialStatus): Reached {
  const legs: Leg[] = [];
  const callerIds: (string | null)[] = [];
  let { decision } = decide(call, snapshot);
  for (let round = 0; round < MAX_DECISIONS; round++) {
    if (decision.action !== 'dial') return { legs, callerIds, ended: true };
    legs.push(...decision.legs);
    if (decision.legs.some(({ kind }) => kind === 'number')) callerIds.push(decision.callerId);
    ({ decision } = decideAfterDial(call, decision.cursor, { status }, snapshot, NOW));
  }
  return { legs, callerIds, ended: false };
}
