import { breaches, type Outcome, type VendorState } from '../provisioning/invariants.js';
import type { LiveKitState, Table } from '../provisioning/sandbox-state.js';
import type { StoredState } from '../provisioning/stored-state.js';
import type { Subscriber } from './subscriber.js';

/** A subscriber whose wish has come true, and how the vendors were then. */
export interface Settled {
  readonly one: Subscriber;
  readonly expected: Subscriber['expected'];
  readonly before: VendorState;
  readonly after: VendorState;
}

/** The breaches of the invariants, for tenants that share one LiveKit project. */
export function judge(settled: readonly Settled[], stored: ReadonlyMap<string, StoredState>): string[] {
  return settled.flatMap(({ one, expected, before, after }) => {
    const mine = stored.get(one.client.userId);
    if (mine === undefined) return [`${one.name}: nothing was read`];
    const strangers = [...stored.entries()]
      .filter(([tenantId]) => tenantId !== one.client.userId)
      .flatMap(([, { credentials }]) => credentials.map(({ row }) => row.id));
    const seenBy = (state: VendorState): VendorState => ({ ...state, livekit: without(state.livekit, strangers) });
    const outcome = { before: seenBy(before), after: seenBy(after), stored: mine, expected };
    return [...breaches(outcome), ...strays(outcome)].map((breach) => `${one.name}: ${breach}`);
  });
}

/**
 * I5, for objects that carry the name of no living credential: what was not there before us and is in no ledger of the tenant's was
 * left behind by somebody who died.
 */
function strays({ before, after, stored }: Omit<Outcome, 'expected'>): string[] {
  const recorded = new Set(
    stored.credentials.flatMap(({ resources }) => resources.map(({ externalId }) => externalId)),
  );
  const tables = [
    ['trunk', before.account.trunks, after.account.trunks],
    ['credential list', before.account.credentialLists, after.account.credentialLists],
    ['outbound trunk', before.livekit.outbound_trunks, after.livekit.outbound_trunks],
    ['inbound trunk', before.livekit.inbound_trunks, after.livekit.inbound_trunks],
    ['dispatch rule', before.livekit.dispatch_rules, after.livekit.dispatch_rules],
  ] as const;
  return tables.flatMap(([name, was, is]) =>
    Object.keys(is)
      .filter((id) => !(id in was) && !recorded.has(id))
      .map((id) => `I5: the ${name} ${id} is nobody's`),
  );
}

/** The project as it is but for what belongs to these credentials. What nobody owns stays, and is a breach. */
function without(livekit: LiveKitState, credentialIds: readonly string[]): LiveKitState {
  const rest = <T extends { readonly metadata: string }>(table: Table<T>): Table<T> =>
    Object.fromEntries(
      Object.entries(table).filter(([, { metadata }]) => !credentialIds.some((id) => metadata.includes(id))),
    );
  return {
    outbound_trunks: rest(livekit.outbound_trunks),
    inbound_trunks: rest(livekit.inbound_trunks),
    dispatch_rules: rest(livekit.dispatch_rules),
  };
}
