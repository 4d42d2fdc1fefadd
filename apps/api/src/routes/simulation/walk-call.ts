import {
  decideAfterDial,
  decideRoute,
  type Call,
  type Decided,
  type DialStatus,
  type RoutingSnapshot,
} from '@app/routing';

/** One decision of a call, and how the dial that it led to ended. */
export interface WalkedStep extends Decided {
  readonly at: Date;
  /** Null: nothing was dialled, or it is not known how it ended. */
  readonly outcome: DialStatus | null;
}

/** A call of a published document ends long before; a draft may hold a loop. */
const MOST_STEPS = 50;

/**
 * A call from its arrival to its end. Each dial ends as `outcomes` says, in order; after those as `otherwise` says, and with null the
 * walk stops there. Time goes on as long as each dial rings.
 */
export function walkCall(
  call: Call,
  snapshot: RoutingSnapshot,
  at: Date,
  outcomes: readonly DialStatus[],
  otherwise: DialStatus | null,
): WalkedStep[] {
  const steps: WalkedStep[] = [];
  let moment = at;
  let decided = decideRoute(call, snapshot, moment);
  while (decided.decision.action === 'dial' && steps.length < MOST_STEPS) {
    const { cursor, timeoutSeconds } = decided.decision;
    const outcome = outcomes[steps.length] ?? otherwise;
    steps.push({ ...decided, at: moment, outcome });
    if (outcome === null) return steps;
    if (outcome === 'no-answer') moment = new Date(moment.getTime() + timeoutSeconds * 1_000);
    decided = decideAfterDial(call, cursor, { status: outcome }, snapshot, moment);
  }
  return [...steps, { ...decided, at: moment, outcome: null }];
}

/** Over what a caller comes, by how it is written. */
export function originOf(from: string): Call['origin'] {
  if (from.startsWith('client:')) return 'client';
  return /^sips?:/i.test(from) ? 'sip' : 'pstn';
}
