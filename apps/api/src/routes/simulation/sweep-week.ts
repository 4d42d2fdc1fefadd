import { isDeepStrictEqual } from 'node:util';
import { decideRoute, type Call, type RouteDecision, type RoutingSnapshot, type Trace } from '@app/routing';
import { boundariesOf, weekOf, type Span } from './hour-boundaries.js';

/** From `from` until right before `to` every call is decided alike. */
export interface SweptInterval extends Span {
  readonly decision: RouteDecision;
  /** Why, at the beginning of the interval. */
  readonly trace: Trace;
}

/**
 * What happens first with a call at every moment of the week of `date` (YYYY-MM-DD, Monday to Sunday as the time zone counts it). Exact:
 * a decision depends on the time by the hours alone, so it is made once between two moments at which any of them may open or close.
 */
export function sweepWeek(call: Call, snapshot: RoutingSnapshot, date: string, timeZone: string): SweptInterval[] {
  const week = weekOf(date, timeZone);
  const starts = [week.from, ...boundariesOf(hoursInUse(snapshot), week)];
  const intervals: SweptInterval[] = [];
  for (const [index, from] of starts.entries()) {
    const to = starts[index + 1] ?? week.to;
    const { decision, trace } = decideRoute(call, snapshot, from);
    const last = intervals.at(-1);
    if (last !== undefined && isDeepStrictEqual(last.decision, decision)) {
      intervals[intervals.length - 1] = { ...last, to };
    } else intervals.push({ from, to, decision, trace });
  }
  return intervals;
}

/** A call can pass from one number's route to another's, so the hours of all routes count. */
function hoursInUse({ document }: RoutingSnapshot): RoutingSnapshot['document']['hours'][string][] {
  const ids = new Set(Object.values(document.routes).map(({ hoursId }) => hoursId ?? ''));
  return Object.entries(document.hours)
    .filter(([id]) => ids.has(id))
    .map(([, hours]) => hours);
}
