import type { ForwardingRule, Next, Route } from '@app/routing';

export type Plane = 'trunk' | 'webhook';

/**
 * The plane a number belongs on. The trunk leads straight to one agent and knows nothing else: no hours, no forwarding, no recording by
 * route, no next step but the fallback. Whatever says more needs our webhook. A number without a route needs it too, to be told so.
 */
export function recommendPlane(route: Route | undefined, forwarding: readonly ForwardingRule[] = []): Plane {
  if (route === undefined) return 'webhook';
  const isAgentOnly =
    route.target.kind === 'agent' &&
    route.hoursId === null &&
    route.record === 'do-not-record' &&
    [route.onBusy, route.onNoAnswer, route.onFailure].every(isFallback) &&
    !forwarding.some(({ enabled }) => enabled);
  return isAgentOnly ? 'trunk' : 'webhook';
}

function isFallback({ kind }: Next): boolean {
  return kind === 'fallback';
}
