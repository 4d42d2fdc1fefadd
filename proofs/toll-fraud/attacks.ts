import type { DestinationPolicy, Next, RingMember, RoutingDocument } from '@app/routing';
import type { SeededRandom } from '../harness/seeded-random.js';
import { COSTLY, FAR_AWAY, NO_COUNTRY, numberIn } from './ranges.js';
import {
  callOf,
  destination,
  dialledByClient,
  documentOf,
  inbound,
  OTHER_OWN,
  OWN,
  policyOf,
  route,
  snapshotOf,
  TENANT_COUNTRIES,
  transferredTo,
  type Way,
} from './scene.js';
import { NUMBER_TRICKS, REFER_TRICKS, SIP_TRICKS } from './tricks.js';
import { waysToNumber, waysToTarget } from './ways.js';

/** Something that must reach no telephone and no SIP host, by whatever way it is tried. */
export interface Attack {
  readonly name: string;
  readonly ways: readonly Way[];
}

/** @param each how many numbers of every range. */
export function attacks(random: SeededRandom, each: number): Attack[] {
  const times = <Item>(items: readonly Item[]): Item[] => Array.from({ length: each }, () => items).flat();
  return [
    ...times(COSTLY).map((range) => onNumber(numberIn(range, random), policyOf([...TENANT_COUNTRIES, range.country]))),
    // The tenant has allowed all that can be allowed.
    ...times(NO_COUNTRY).map((range) => {
      const number = numberIn(range, random);
      return onNumber(
        number,
        policyOf(TENANT_COUNTRIES, { allowPremium: true, allowedPrefixes: ['+', '+1', `+${range.prefix}`, number] }),
      );
    }),
    // Prefixes that do not say which country they mean allow none.
    ...times(FAR_AWAY).map((range) => {
      const number = numberIn(range, random);
      const allowedPrefixes = ['', '+', '+1', number.slice(0, 2), number.slice(1), '+49', '+44'];
      return onNumber(number, policyOf(TENANT_COUNTRIES, { allowedPrefixes }));
    }),
    ...NUMBER_TRICKS.map((text) => onNumber(text, policyOf(TENANT_COUNTRIES, { allowedPrefixes: ['+1415', '+49'] }))),
    ...SIP_TRICKS.map((uri) => ({
      name: `SIP URI ${uri}`,
      ways: waysToTarget({ kind: 'sip', uri, uui: null }, policyOf(TENANT_COUNTRIES)),
    })),
    ...REFER_TRICKS.map(onTransfer),
    ...deniedByTenant(),
    ...loops(),
  ];
}

function onNumber(number: string, policy: DestinationPolicy): Attack {
  const target: RingMember['target'] = { kind: 'number', number };
  return { name: `number ${number}`, ways: [...waysToTarget(target, policy), ...waysToNumber(number, policy)] };
}

function onTransfer(target: string): Attack {
  const policy = policyOf(TENANT_COUNTRIES, { allowedPrefixes: ['+4930123'] });
  const document = documentOf(policy, {
    destinations: {
      there: destination({ kind: 'agent', agentId: 'agent' }, { transferable: true }),
      hidden: destination({ kind: 'sip', uri: 'sip:x@pbx.example.com', uui: null }),
    },
  });
  const way = { name: 'transfer', snapshot: snapshotOf(document), call: callOf(), decide: transferredTo(target) };
  return { name: `transfer to ${target}`, ways: [way] };
}

/** What the tenant has denied, although its country and a prefix are allowed; numbers that no bare `Next` may name. */
function deniedByTenant(): Attack[] {
  const denied = policyOf(TENANT_COUNTRIES, { deniedPrefixes: ['+4930123'], allowedPrefixes: ['+4930'] });
  const unlisted = waysToNumber('+4930123456', policyOf(TENANT_COUNTRIES));
  const isDialledByPeople = /^client|^SIP phone/;
  return [
    onNumber('+4930123456', denied),
    { name: 'a number that is on no list', ways: unlisted.filter(({ name }) => !isDialledByPeople.test(name)) },
    {
      name: 'a telephone call by a client of a tenant without numbers',
      ways: waysToNumber('+4930123456', policyOf(TENANT_COUNTRIES))
        .filter(({ name }) => isDialledByPeople.test(name))
        .map((way) => ({ ...way, snapshot: { ...way.snapshot, ownNumbers: new Set<string>() } })),
    },
  ];
}

/** Own numbers that forward to each other: each round would be a telephone call to ourselves. */
function loops(): Attack[] {
  const policy = policyOf(TENANT_COUNTRIES, { allowedPrefixes: [OWN, OTHER_OWN] });
  const to = (number: string): RingMember['target'] => ({ kind: 'number', number });
  const next = (number: string): Next => ({ kind: 'number', number });
  const always = (number: string) => [
    { id: 'f', condition: 'always' as const, enabled: true, to: next(number), ringSeconds: null },
  ];
  const agent: RingMember['target'] = { kind: 'agent', agentId: 'agent' };
  const ringing = (number: string): RoutingDocument['ringGroups'] => ({
    group: {
      name: 'Group',
      strategy: 'sequential',
      members: [{ name: 'Us', target: to(number), ringSeconds: 10 }],
      next: next(number),
    },
  });
  const documents: Readonly<Record<string, Partial<RoutingDocument>>> = {
    'a number to itself': { routes: { [OWN]: route(to(OWN)) } },
    'two numbers to each other': { routes: { [OWN]: route(to(OTHER_OWN)), [OTHER_OWN]: route(to(OWN)) } },
    'a forward to itself': { forwarding: { [OWN]: always(OWN) } },
    'two forwards to each other': { forwarding: { [OWN]: always(OTHER_OWN), [OTHER_OWN]: always(OWN) } },
    'a busy number to itself': {
      routes: { [OWN]: route(agent, { onBusy: next(OWN), onNoAnswer: next(OWN), onFailure: next(OWN) }) },
    },
    'a fallback to an own number': { routes: {}, fallback: next(OWN) },
    'a group that rings its own number': {
      routes: { [OWN]: route({ kind: 'ring-group', ringGroupId: 'group' }) },
      ringGroups: ringing(OWN),
    },
    'a destination that is its own next': {
      fallback: { kind: 'destination', destinationId: 'round' },
      routes: {},
      destinations: { round: destination(to(OWN), { next: { kind: 'destination', destinationId: 'round' } }) },
    },
  };
  return Object.entries(documents).map(([name, changes]) => {
    const snapshot = snapshotOf(documentOf(policy, changes));
    const client = callOf({ from: 'client:bob', origin: 'client', to: '' });
    return {
      name,
      ways: [
        { name: 'call', snapshot, call: callOf(), decide: inbound },
        { name: 'transfer', snapshot, call: callOf(), decide: transferredTo(`tel:${OWN}`) },
        { name: 'client', snapshot, call: client, decide: dialledByClient(OWN) },
      ],
    };
  });
}
