import { afterRoute, atRoute } from './at-route.js';
import { endOfGroup, ringMembers } from './at-ring-group.js';
import { markOf } from './cursor.js';
import type { Decided, DialStatus } from './decision.js';
import { dialTarget } from './dial-target.js';
import { followNext } from './follow-next.js';
import { apologise } from './speak.js';
import { entryOf, FALLBACK, note, type Place, type Step, type Walk } from './walk.js';

/** More places than any sensible configuration has in a row; each is visited at most once in a call. */
export const MAX_PLACES = 12;
/** No hash is as long. */
const FALLBACK_MARK = 'fallback';

/** Goes from place to place until something is decided. Every round adds a place to the trail, so there are few. */
export function settle(walk: Walk, start: Step): Decided {
  let step = start;
  while (!('action' in step)) step = leave(walk, step);
  return { decision: step, trace: { version: walk.snapshot.version, steps: walk.steps } };
}

export function hasSeenFallback(walk: Walk): boolean {
  return walk.trail.includes(FALLBACK_MARK);
}

function leave(walk: Walk, place: Place): Step {
  switch (place.at) {
    case 'apology':
      return apologise(walk);
    case 'fallback':
      return atFallback(walk);
    case 'route':
      return enter(walk, markOf('route', place.number)) ? atRoute(walk, place.number) : FALLBACK;
    case 'destination':
      return enter(walk, markOf('destination', place.id)) ? atDestination(walk, place.id) : FALLBACK;
    case 'ring-group':
      return enter(walk, markOf('group', place.id)) ? atRingGroup(walk, place, 'no-answer') : FALLBACK;
  }
}

/** False when the call has been there before, or at too many places. */
function enter(walk: Walk, mark: string): boolean {
  const isLoop = walk.trail.includes(mark);
  if (isLoop || walk.trail.length >= MAX_PLACES) {
    note(
      walk,
      'loop',
      true,
      isLoop ? 'The call was here before: it would go round for ever.' : 'The call went through too many places.',
    );
    return false;
  }
  walk.trail.push(mark);
  return true;
}

function atFallback(walk: Walk): Step {
  const { fallback } = walk.snapshot.document;
  if (hasSeenFallback(walk) || fallback.kind === 'fallback') {
    note(walk, 'fallback', false, 'The fallback leads no further.');
    return { at: 'apology' };
  }
  walk.trail.push(FALLBACK_MARK);
  note(walk, 'fallback', true, 'The fallback of the configuration takes the call.');
  return followNext(walk, fallback);
}

function atDestination(walk: Walk, id: string): Step {
  const destination = entryOf(walk.snapshot.document.destinations, id);
  if (destination === undefined) {
    note(walk, 'destination', false, 'This destination does not exist.', id);
    return FALLBACK;
  }
  note(walk, 'destination', true, `The call goes to “${destination.name}”.`, id);
  const { target, ringSeconds } = destination;
  return dialTarget(walk, target, { stage: 'destination', id, ringSeconds }) ?? afterDestination(walk, id);
}

/** Nobody was reached at a destination. */
export function afterDestination(walk: Walk, id: string): Step {
  const destination = entryOf(walk.snapshot.document.destinations, id);
  if (destination === undefined) return FALLBACK;
  note(
    walk,
    'destination.next',
    true,
    `Nobody is reached at “${destination.name}”: what it says for that comes next.`,
    id,
  );
  return followNext(walk, destination.next);
}

/** Rings a group from a member on. At its end forwarding of the number comes first, if the number's route named the group. */
export function atRingGroup(walk: Walk, place: Extract<Place, { at: 'ring-group' }>, status: DialStatus): Step {
  const rung = ringMembers(walk, place);
  if (rung !== null) return rung;
  const forwarded = place.isRouteTarget && walk.number !== null ? afterRoute(walk, walk.number, status, true) : null;
  return forwarded ?? endOfGroup(walk, place.id);
}
