import type { DialStatus } from './decision.js';
import { dialTarget } from './dial-target.js';
import { followNext } from './follow-next.js';
import { opening } from './hours.js';
import type { E164, ForwardingRule, Route } from './routing-document.js';
import { entryOf, FALLBACK, note, type Step, type Walk } from './walk.js';

/** A call comes to a number: forwarding of all calls, then the hours, then the route's target. */
export function atRoute(walk: Walk, number: E164): Step {
  const { document, isDynamic } = walk.snapshot;
  walk.number = number;
  if (!isDynamic) {
    note(walk, 'dynamic', true, 'Dynamic routing is switched off: every call goes to the fallback.');
    return FALLBACK;
  }
  const always = forwardingOf(walk, number, 'always');
  if (always !== undefined) {
    note(walk, 'forwarding.always', true, `All calls to ${number} are forwarded.`, always.id);
    return followNext(walk, always.to);
  }
  const route = entryOf(document.routes, number);
  if (route === undefined) {
    note(walk, 'route', false, `${number} has no route: it goes to the fallback.`);
    return FALLBACK;
  }
  note(walk, 'route', true, `${number} has a route to ${describe(route)}.`);
  if (isClosed(walk, route)) return followNext(walk, route.closed);
  const step = dialTarget(walk, route.target, {
    stage: 'route',
    id: null,
    ringSeconds: ringSecondsOf(walk, route, number),
  });
  if (step !== null) return step;
  note(walk, 'route.failed', true, 'The target cannot be dialled: what the route says for a failure comes next.');
  return followNext(walk, route.onFailure);
}

/** The route's own target was dialled in vain: forwarding for that case wins over what the route says. */
export function afterRoute(walk: Walk, number: E164, status: DialStatus, isRingGroup: boolean): Step | null {
  if (status === 'busy' || status === 'no-answer') {
    const rule = forwardingOf(walk, number, status);
    if (rule !== undefined) {
      note(walk, `forwarding.${status}`, true, `Calls to ${number} are forwarded when this happens.`, rule.id);
      return followNext(walk, rule.to);
    }
    note(walk, `forwarding.${status}`, false, `${number} has no forwarding for this.`);
  }
  // A ring group has an end of its own.
  if (isRingGroup) return null;
  const route = entryOf(walk.snapshot.document.routes, number);
  if (route === undefined) return FALLBACK;
  const [rule, next] =
    status === 'busy'
      ? (['route.busy', route.onBusy] as const)
      : status === 'no-answer'
        ? (['route.no-answer', route.onNoAnswer] as const)
        : (['route.failed', route.onFailure] as const);
  note(walk, rule, true, `What the route of ${number} says for this comes next.`);
  return followNext(walk, next);
}

function forwardingOf(walk: Walk, number: E164, condition: ForwardingRule['condition']): ForwardingRule | undefined {
  const rules = entryOf(walk.snapshot.document.forwarding, number);
  return rules?.find((rule) => rule.enabled && rule.condition === condition);
}

function ringSecondsOf(walk: Walk, route: Route, number: E164): number {
  const shorter = forwardingOf(walk, number, 'no-answer')?.ringSeconds ?? null;
  return shorter === null ? route.ringSeconds : Math.min(shorter, route.ringSeconds);
}

function isClosed(walk: Walk, { hoursId }: Route): boolean {
  if (hoursId === null) return false;
  const hours = entryOf(walk.snapshot.document.hours, hoursId);
  if (hours === undefined) {
    note(walk, 'hours', false, 'These hours do not exist: taken as open.', hoursId);
    return false;
  }
  const { isOpen, why } = opening(hours, walk.now);
  note(walk, 'hours', !isOpen, why, hoursId);
  return !isOpen;
}

function describe({ target }: Route): string {
  switch (target.kind) {
    case 'agent':
      return 'an agent';
    case 'sip':
      return target.uri;
    case 'number':
      return target.number;
    case 'client':
      return `the client “${target.identity}”`;
    case 'ring-group':
      return 'a ring group';
    case 'announcement':
      return 'an announcement';
  }
}
