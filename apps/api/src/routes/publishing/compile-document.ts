import {
  emptyDocument,
  type DestinationPolicy,
  type ForwardingRule,
  type RingGroup,
  type Route,
  type RoutingDocument,
} from '@app/routing';
import type { ForwardingRow, PolicyRow, RingGroupRow, RouteRow, RoutingDraft } from '../drafts/routing-draft.js';

/** What the tenant's own numbers and this installation say where the tenant said nothing. */
export interface PolicyDefaults {
  /** Countries of the tenant's own numbers. */
  readonly countries: readonly string[];
  /** Where our own LiveKit is reached. */
  readonly sipHosts: readonly string[];
}

/**
 * The document that a draft amounts to. Says nothing about whether it makes sense: that is `checkDocument`'s. The same rows always give
 * the same document, so that two of them can be compared.
 */
export function compileDocument(draft: RoutingDraft, defaults: PolicyDefaults): RoutingDocument {
  return {
    format: 1,
    routes: byKey(draft.routes, (row) => row.phone_number, toRoute),
    forwarding: groupForwarding(draft.forwarding),
    ringGroups: byKey(draft.ring_groups, (row) => row.id, toRingGroup),
    destinations: byKey(
      draft.destinations,
      (row) => row.id,
      (row) => ({
        name: row.name,
        target: row.target,
        ringSeconds: row.ring_seconds,
        next: row.next,
        transferable: row.transferable,
      }),
    ),
    hours: byKey(
      draft.hours,
      (row) => row.id,
      (row) => ({
        name: row.name,
        timeZone: row.time_zone,
        weekly: row.weekly,
        holidays: row.holidays,
      }),
    ),
    agents: byKey(
      draft.agents,
      (row) => row.id,
      (row) => ({ name: row.name, agentName: row.agent_name }),
    ),
    policy: compilePolicy(draft.draft, defaults),
    fallback: draft.draft?.fallback ?? emptyDocument().fallback,
  };
}

export function compilePolicy(row: PolicyRow | null, defaults: PolicyDefaults): DestinationPolicy {
  const { policy } = emptyDocument(defaults.countries);
  return {
    countries: row?.countries ?? policy.countries,
    allowedPrefixes: row?.allowed_prefixes ?? policy.allowedPrefixes,
    deniedPrefixes: row?.denied_prefixes ?? policy.deniedPrefixes,
    sipHosts: row?.sip_hosts ?? defaults.sipHosts,
    allowPremium: row?.allow_premium ?? policy.allowPremium,
    maxCallSeconds: row?.max_call_seconds ?? policy.maxCallSeconds,
  };
}

function toRoute(row: RouteRow): Route {
  return {
    hoursId: row.hours_id,
    target: row.target,
    closed: row.closed,
    ringSeconds: row.ring_seconds,
    onBusy: row.on_busy,
    onNoAnswer: row.on_no_answer,
    onFailure: row.on_failure,
    // The columns have checks that allow nothing else.
    callerId: row.caller_id as Route['callerId'],
    record: row.record as Route['record'],
  };
}

function toRingGroup(row: RingGroupRow): RingGroup {
  return { name: row.name, strategy: row.strategy as RingGroup['strategy'], members: row.members, next: row.next };
}

function groupForwarding(rows: readonly ForwardingRow[]): Record<string, ForwardingRule[]> {
  const rules: Record<string, ForwardingRule[]> = {};
  for (const row of rows) {
    (rules[row.phone_number] ??= []).push({
      id: row.id,
      condition: row.forwarding_type as ForwardingRule['condition'],
      enabled: row.is_active,
      to: row.forward_to,
      ringSeconds: row.ring_timeout,
    });
  }
  return rules;
}

function byKey<Row, Value>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  valueOf: (row: Row) => Value,
): Record<string, Value> {
  return Object.fromEntries(rows.map((row) => [keyOf(row), valueOf(row)]));
}
