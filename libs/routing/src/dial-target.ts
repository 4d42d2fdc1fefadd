import { dial, type DialPlan } from './dial.js';
import { legTo } from './legs.js';
import type { Target } from './routing-document.js';
import { announce } from './speak.js';
import { note, type Step, type Walk } from './walk.js';

/** What a route or a destination is for; null when it cannot be dialled, which the trace then says. */
export function dialTarget(
  walk: Walk,
  target: Target,
  plan: Pick<DialPlan, 'id' | 'ringSeconds'> & { readonly stage: 'route' | 'destination' },
): Step | null {
  if (target.kind === 'announcement') return announce(walk, target);
  if (target.kind === 'ring-group') {
    return { at: 'ring-group', id: target.ringGroupId, member: 0, isRouteTarget: plan.stage === 'route' };
  }
  if (target.kind === 'number' && walk.snapshot.ownNumbers.has(target.number)) {
    note(
      walk,
      'own-number',
      true,
      `${target.number} is the tenant's own: its route is followed without a telephone call.`,
    );
    return { at: 'route', number: target.number };
  }
  const leg = legTo(walk, target);
  return leg === null ? null : dial(walk, [leg], { ...plan, member: 0, sequential: false });
}
