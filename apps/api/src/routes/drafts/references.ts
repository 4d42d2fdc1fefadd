import type { Next, RingMember, Target } from '@app/routing';
import type { RoutingDraft } from './routing-draft.js';

export type ReferredKind = 'agent' | 'ring-group' | 'destination' | 'hours';

/** Something named by id, and in which field. */
export interface Reference {
  readonly kind: ReferredKind;
  readonly id: string;
  readonly field: string;
}

/** Where something is used: enough to find it, and to say it to people. */
export interface Use {
  readonly kind: 'route' | 'forwarding' | 'ring-group' | 'destination' | 'fallback';
  /** A number for a route, an id otherwise; empty for the fallback, of which there is one. */
  readonly id: string;
  readonly name: string;
  readonly field: string;
}

export function inTarget(target: Target, field: string): Reference[] {
  if (target.kind === 'agent') return [{ kind: 'agent', id: target.agentId, field: `${field}.agentId` }];
  if (target.kind === 'ring-group')
    return [{ kind: 'ring-group', id: target.ringGroupId, field: `${field}.ringGroupId` }];
  return [];
}

export function inNext(next: Next, field: string): Reference[] {
  return next.kind === 'destination'
    ? [{ kind: 'destination', id: next.destinationId, field: `${field}.destinationId` }]
    : [];
}

export function inHours(hoursId: string | null): Reference[] {
  return hoursId === null ? [] : [{ kind: 'hours', id: hoursId, field: 'hoursId' }];
}

export function inMembers(members: readonly RingMember[]): Reference[] {
  return members.flatMap(({ target }, index) => inTarget(target, `members.${String(index)}.target`));
}

/** Those that name nothing of the tenant's. */
export function unknownReferences(references: readonly Reference[], draft: RoutingDraft): Reference[] {
  const known: Readonly<Record<ReferredKind, ReadonlySet<string>>> = {
    agent: ids(draft.agents),
    'ring-group': ids(draft.ring_groups),
    destination: ids(draft.destinations),
    hours: ids(draft.hours),
  };
  return references.filter(({ kind, id }) => !known[kind].has(id));
}

/** Everything of the draft that names this by its id. */
export function usesOf(kind: ReferredKind, id: string, draft: RoutingDraft): Use[] {
  return allReferences(draft)
    .filter(({ reference }) => reference.kind === kind && reference.id === id)
    .map(({ use }) => use);
}

function allReferences(draft: RoutingDraft): { readonly reference: Reference; readonly use: Use }[] {
  const at = (use: Omit<Use, 'field'>, references: readonly Reference[]) =>
    references.map((reference) => ({ reference, use: { ...use, field: reference.field } }));
  return [
    ...draft.routes.flatMap((row) =>
      at({ kind: 'route', id: row.phone_number, name: row.phone_number }, [
        ...inHours(row.hours_id),
        ...inTarget(row.target, 'target'),
        ...inNext(row.closed, 'closed'),
        ...inNext(row.on_busy, 'onBusy'),
        ...inNext(row.on_no_answer, 'onNoAnswer'),
        ...inNext(row.on_failure, 'onFailure'),
      ]),
    ),
    ...draft.forwarding.flatMap((row) =>
      at({ kind: 'forwarding', id: row.id, name: row.phone_number }, inNext(row.forward_to, 'to')),
    ),
    ...draft.ring_groups.flatMap((row) =>
      at({ kind: 'ring-group', id: row.id, name: row.name }, [...inMembers(row.members), ...inNext(row.next, 'next')]),
    ),
    ...draft.destinations.flatMap((row) =>
      at({ kind: 'destination', id: row.id, name: row.name }, [
        ...inTarget(row.target, 'target'),
        ...inNext(row.next, 'next'),
      ]),
    ),
    ...(draft.draft?.fallback == null
      ? []
      : at({ kind: 'fallback', id: '', name: 'fallback' }, inNext(draft.draft.fallback, 'fallback'))),
  ];
}

function ids(rows: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(rows.map(({ id }) => id));
}
