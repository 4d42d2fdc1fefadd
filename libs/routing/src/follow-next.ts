import { allowedPrefix } from './destination-policy.js';
import { DEFAULT_RING_SECONDS, dial } from './dial.js';
import { deny } from './destination-policy.js';
import { checkTelephone, permits } from './legs.js';
import type { E164, Next } from './routing-document.js';
import { announce } from './speak.js';
import { conclude, FALLBACK, note, type Step, type Walk } from './walk.js';

/** Where a `Next` leads. What it names but may not be dialled leads to the fallback. */
export function followNext(walk: Walk, next: Next): Step {
  switch (next.kind) {
    case 'destination':
      return { at: 'destination', id: next.destinationId };
    case 'number':
      return followNumber(walk, next.number);
    case 'announcement':
      return announce(walk, next);
    case 'hangup':
      return conclude(walk, { action: 'hangup' }, 'Hang up, as configured.');
    case 'fallback':
      return FALLBACK;
  }
}

/** One of our own numbers is followed inside; another one is dialled when policy and prefix list both permit. */
export function followNumber(walk: Walk, number: E164): Step {
  if (walk.snapshot.ownNumbers.has(number)) {
    note(walk, 'own-number', true, `${number} is the tenant's own: its route is followed without a telephone call.`);
    return { at: 'route', number };
  }
  if (!permits(walk, checkTelephone(walk, number))) return FALLBACK;
  if (allowedPrefix(number, walk.snapshot.document.policy) === null) {
    permits(walk, deny('policy.closed-list', `${number} is neither a destination nor under an allowed prefix.`));
    return FALLBACK;
  }
  return dialNumber(walk, number);
}

export function dialNumber(walk: Walk, number: E164): Step {
  const plan = { stage: 'number', id: null, member: 0, sequential: false, ringSeconds: DEFAULT_RING_SECONDS } as const;
  return dial(walk, [{ kind: 'number', number }], plan);
}
