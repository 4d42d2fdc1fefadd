import { afterRoute } from './at-route.js';
import { readCursor, type Cursor } from './cursor.js';
import type { Call, Decided, DialStatus, RoutingSnapshot } from './decision.js';
import { afterDestination, atRingGroup, hasSeenFallback, settle } from './settle.js';
import { refuse } from './speak.js';
import { conclude, FALLBACK, note, startWalk, type Step, type Walk } from './walk.js';

/** How a `<Dial>` ended. */
export interface DialOutcome {
  readonly status: DialStatus;
}

const SENTENCES: Readonly<Record<DialStatus, string>> = {
  completed: 'The call was answered and has ended.',
  answered: 'The call was answered and has ended.',
  canceled: 'The caller hung up while it was ringing.',
  busy: 'It was busy.',
  'no-answer': 'Nobody answered.',
  failed: 'It could not be reached.',
};

/**
 * What happens after a `<Dial>` of ours has ended, by the cursor that came back with it. The snapshot should be of the version that
 * the cursor names (`versionOfCursor`). A cursor that cannot be read leads to the fallback.
 */
export function decideAfterDial(
  call: Call,
  cursor: string,
  outcome: DialOutcome,
  snapshot: RoutingSnapshot,
  now: Date,
): Decided {
  const walk = startWalk(call, snapshot, now);
  const status = Object.hasOwn(SENTENCES, outcome.status) ? outcome.status : 'failed';
  note(walk, 'dial-ended', true, SENTENCES[status]);
  if (status === 'completed' || status === 'answered' || status === 'canceled') {
    return settle(walk, conclude(walk, { action: 'hangup' }, 'Hang up: there is nothing left to do.'));
  }
  const read = readCursor(cursor);
  if (read === null) {
    note(walk, 'cursor', false, 'Where the call was cannot be read: it goes to the fallback.');
    return settle(walk, FALLBACK);
  }
  walk.trail.push(...read.trail);
  walk.number = read.number;
  if (read.version !== snapshot.version) {
    note(walk, 'version', false, 'The version that the call began with is not at hand: it goes on in this one.');
  }
  return settle(walk, continueFrom(walk, read, status));
}

function continueFrom(walk: Walk, { stage, id, member, number }: Cursor, status: DialStatus): Step {
  if (stage === 'outgoing') return endOutgoing(walk, status);
  if (!walk.snapshot.isDynamic && !hasSeenFallback(walk)) {
    note(walk, 'dynamic', true, 'Dynamic routing is switched off: the call goes to the fallback.');
    return FALLBACK;
  }
  if (stage === 'route') return number === null ? FALLBACK : (afterRoute(walk, number, status, false) ?? FALLBACK);
  if (stage === 'number' || id === null) return FALLBACK;
  if (stage === 'destination') return afterDestination(walk, id);
  return atRingGroup(walk, { at: 'ring-group', id, member, isRouteTarget: stage === 'route-group' }, status);
}

/** A client or phone of the tenant called somebody: it hears why that did not work. */
function endOutgoing(walk: Walk, status: DialStatus): Step {
  if (status === 'busy') return refuse(walk, 'The number you called is busy.', 'Say that it is busy and hang up.');
  if (status === 'no-answer')
    return refuse(walk, 'Nobody answered your call.', 'Say that nobody answered and hang up.');
  return refuse(walk, 'The number you called cannot be reached.', 'Say that it cannot be reached and hang up.');
}
