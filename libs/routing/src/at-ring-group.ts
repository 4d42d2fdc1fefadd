import { dial } from './dial.js';
import type { Leg } from './decision.js';
import { followNext } from './follow-next.js';
import { legTo } from './legs.js';
import type { RingGroup } from './routing-document.js';
import { entryOf, FALLBACK, note, type Place, type Step, type Walk } from './walk.js';

/** TwiML `<Dial>`: the most nouns in one. */
export const MAX_LEGS = 10;

/** The next members of a group that may be rung, as one `<Dial>`; null when nobody is left. */
export function ringMembers(walk: Walk, place: Extract<Place, { at: 'ring-group' }>): Step | null {
  const group = entryOf(walk.snapshot.document.ringGroups, place.id);
  if (group === undefined) {
    note(walk, 'ring-group', false, 'This ring group does not exist.', place.id);
    return FALLBACK;
  }
  const sequential = group.strategy === 'sequential';
  const legs: Leg[] = [];
  let ringSeconds = 0;
  let index = place.member;
  for (; index < group.members.length && legs.length < MAX_LEGS; index++) {
    const member = group.members[index];
    if (member === undefined) continue;
    // `<Dial>` has one timeout, so a hunt rings members of another patience in a step of their own.
    if (sequential && legs.length > 0 && member.ringSeconds !== ringSeconds) break;
    const leg = legTo(walk, member.target);
    if (leg === null) {
      note(walk, 'ring-group.member', false, `“${member.name}” of “${group.name}” is left out.`, place.id);
      continue;
    }
    legs.push(leg);
    ringSeconds = sequential ? member.ringSeconds : Math.max(ringSeconds, member.ringSeconds);
  }
  if (legs.length === 0) return null;
  note(walk, 'ring-group', true, `“${group.name}” rings ${placesOf(group, place.member, index)}.`, place.id);
  const stage = place.isRouteTarget ? 'route-group' : 'destination-group';
  return dial(walk, legs, { stage, id: place.id, member: index, sequential, ringSeconds });
}

/** Nobody of a group answered. */
export function endOfGroup(walk: Walk, id: string): Step {
  const group = entryOf(walk.snapshot.document.ringGroups, id);
  if (group === undefined) return FALLBACK;
  note(walk, 'ring-group.next', true, `Nobody is left in “${group.name}”: what it says for that comes next.`, id);
  return followNext(walk, group.next);
}

function placesOf(group: RingGroup, from: number, to: number): string {
  const places = to - from === 1 ? `member ${String(to)}` : `members ${String(from + 1)} to ${String(to)}`;
  return `${places} of ${String(group.members.length)}`;
}
