import { callerIdOnTelephone } from './caller-id.js';
import { writeCursor, type Stage } from './cursor.js';
import type { Leg, RouteDecision } from './decision.js';
import type { Id, RoutingDocument } from './routing-document.js';
import { conclude, entryOf, type Walk } from './walk.js';

/** What a `<Dial>` needs besides its legs. */
export interface DialPlan {
  readonly stage: Stage;
  readonly id: Id | null;
  /** Ring groups: the first member that is not rung by it. */
  readonly member: number;
  readonly sequential: boolean;
  readonly ringSeconds: number;
}

export const MIN_RING_SECONDS = 5;
export const MAX_RING_SECONDS = 600;
/** For what has no ring time of its own: a bare number that a call goes on to. */
export const DEFAULT_RING_SECONDS = 30;
/** TwiML `<Dial>` timeLimit: a day. */
const MAX_TIME_LIMIT = 86_400;
/** When the policy's limit makes no sense: TwiML's own default. */
const DEFAULT_TIME_LIMIT = 14_400;

/** @param legs one to ten. */
export function dial(walk: Walk, legs: readonly Leg[], plan: DialPlan): RouteDecision {
  const { document, version } = walk.snapshot;
  const hasTelephone = legs.some(({ kind }) => kind === 'number');
  const route = walk.number === null ? undefined : entryOf(document.routes, walk.number);
  const timeoutSeconds = within(plan.ringSeconds, MIN_RING_SECONDS, MAX_RING_SECONDS, DEFAULT_RING_SECONDS);
  const decision: RouteDecision = {
    action: 'dial',
    legs,
    sequential: plan.sequential && legs.length > 1,
    timeoutSeconds,
    timeLimitSeconds: hasTelephone
      ? within(document.policy.maxCallSeconds, 1, MAX_TIME_LIMIT, DEFAULT_TIME_LIMIT)
      : null,
    callerId: hasTelephone ? (callerIdOnTelephone(walk)?.callerId ?? null) : null,
    record: route?.record ?? 'do-not-record',
    referable: hasTransferTarget(document),
    cursor: writeCursor({
      version,
      stage: plan.stage,
      number: walk.number,
      id: plan.id,
      member: plan.member,
      trail: walk.trail,
    }),
  };
  return conclude(walk, decision, sentence(walk, legs, decision.sequential, timeoutSeconds));
}

function within(seconds: number, least: number, most: number, otherwise: number): number {
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.round(seconds), least), most) : otherwise;
}

function sentence(walk: Walk, legs: readonly Leg[], sequential: boolean, seconds: number): string {
  const named = legs.map((leg) => nameOf(walk, leg)).join(', ');
  const how = legs.length === 1 ? '' : sequential ? ', one after the other' : ', all at once';
  return `Ring ${named}${how}, for ${String(seconds)} seconds.`;
}

function nameOf(walk: Walk, leg: Leg): string {
  switch (leg.kind) {
    case 'agent':
      return `the agent “${entryOf(walk.snapshot.document.agents, leg.agentId)?.name ?? leg.agentId}”`;
    case 'sip':
      return leg.uri;
    case 'number':
      return leg.number;
    case 'client':
      return `the client “${leg.identity}”`;
  }
}

/** A document is never changed, and asking a large one costs more than the rest of the decision. */
const transferable = new WeakMap<RoutingDocument, boolean>();

/** Twilio takes `referUrl` on a call's first `<Dial>` only, so it is asked for whenever anything may be transferred to. */
function hasTransferTarget(document: RoutingDocument): boolean {
  const known = transferable.get(document);
  if (known !== undefined) return known;
  const found =
    document.policy.allowedPrefixes.length > 0 ||
    Object.keys(document.routes).length > 0 ||
    Object.values(document.destinations).some((destination) => destination.transferable);
  transferable.set(document, found);
  return found;
}
