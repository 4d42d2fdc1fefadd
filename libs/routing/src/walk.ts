import type { Call, RouteDecision, RoutingSnapshot, TraceStep } from './decision.js';
import type { E164, Id } from './routing-document.js';

/** Somewhere in a document where a call can be; each is left for another one, or for a decision. */
export type Place =
  | { readonly at: 'route'; readonly number: E164 }
  | { readonly at: 'destination'; readonly id: Id }
  | {
      readonly at: 'ring-group';
      readonly id: Id;
      /** The first member to ring. */
      readonly member: number;
      readonly isRouteTarget: boolean;
    }
  | { readonly at: 'fallback' }
  /** Where nothing else is left. */
  | { readonly at: 'apology' };

export type Step = Place | RouteDecision;

export const FALLBACK: Place = { at: 'fallback' };

/** One decision in the making. */
export interface Walk {
  readonly call: Call;
  readonly snapshot: RoutingSnapshot;
  readonly now: Date;
  /** LiveKit cannot be reached, so no agent is dialled. */
  readonly withoutAgents: boolean;
  readonly steps: TraceStep[];
  /** Marks of the places that the call has been at, in this decision and before (see cursor.ts). */
  readonly trail: string[];
  /** The number whose route is being followed. */
  number: E164 | null;
}

export function startWalk(call: Call, snapshot: RoutingSnapshot, now: Date): Walk {
  return { call, snapshot, now, withoutAgents: false, steps: [], trail: [], number: null };
}

/** A trace is stored with every call: a group of a thousand forbidden members must not make it a thousand lines. */
const MAX_STEPS = 60;

export function note(walk: Walk, rule: string, matched: boolean, why: string, id?: Id): void {
  if (walk.steps.length >= MAX_STEPS) return;
  walk.steps.push(id === undefined ? { rule, matched, why } : { rule, id, matched, why });
}

/** The last step: it names the decision. */
export function conclude(walk: Walk, decision: RouteDecision, why: string): RouteDecision {
  walk.steps.push({ rule: decision.action, matched: true, why });
  return decision;
}

/** An entry of a record by a key that comes from outside: `constructor` and the like are no entries. */
export function entryOf<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
