import {
  decideAfterDial,
  decideClientCall,
  decideDisasterRecovery,
  decideRefer,
  decideRoute,
  type Call,
  type Decided,
  type DialStatus,
  type RoutingSnapshot,
} from '@app/routing';
import type { SeededRandom } from '../harness/seeded-random.js';
import { faultOf } from './judge.js';
import { FORBIDDEN, LISTED, OWN, TARGETS, UUIS } from './pools.js';

/** How a call went: every rule that a trace named, and what was wrong, if anything. */
export interface Story {
  readonly fault: string | null;
  readonly rules: ReadonlySet<string>;
  readonly decisions: number;
}

const NOBODY: [DialStatus, ...DialStatus[]] = ['busy', 'no-answer', 'no-answer', 'failed'];
const SOMETIMES: [DialStatus, ...DialStatus[]] = [...NOBODY, 'completed', 'answered', 'canceled'];

type Begin = (call: Call, snapshot: RoutingSnapshot, now: Date) => Decided;

/** Every place of a document once, and what is never visited twice: routes, the fallback, the end. */
function mostDecisions({ document }: RoutingSnapshot): number {
  const members = Object.values(document.ringGroups).map((group) => group.members.length);
  return (
    members.reduce((total, count) => total + count, 0) + Object.keys(document.destinations).length + OWN.length + 3
  );
}

export function aCall(random: SeededRandom): Call {
  const [from, origin] = random.pick<readonly [string, Call['origin']]>([
    ['+14155550199', 'pstn'],
    ['anonymous', 'pstn'],
    ['sip:bob@t.sip.twilio.com', 'sip'],
    ['client:bob', 'client'],
  ]);
  const to = random.pick([...OWN, ...OWN, '+14155550777', `sip:${OWN[0]}@t.sip.twilio.com`, 'nobody', '']);
  return {
    callSid: `CA${String(random.below(1e9)).padStart(32, '0')}`,
    from,
    to,
    origin,
    uui: random.pick([null, null, ...UUIS]),
  };
}

/** How a call may begin. Clients may dial what is no `Next`, so they are given what a target may be. */
export function aBeginning(random: SeededRandom): Begin {
  const place = random.pick([...OWN, ...LISTED, ...FORBIDDEN, 'd0', 'd1', 'd2', 'nobody']);
  const dialled = random.pick([place, random.pick(TARGETS), 'client:bob', 'client:', 'x']);
  switch (random.below(6)) {
    case 0: {
      const target = random.pick([`tel:${place}`, `<sip:${place}@h.example>`, place]);
      return (call, snapshot, now) => decideRefer(call, target, snapshot, now);
    }
    case 1:
      return (call, snapshot, now) => decideClientCall(call, dialled, snapshot, now);
    case 2:
      return decideDisasterRecovery;
    default:
      return decideRoute;
  }
}

export function aMoment(random: SeededRandom): Date {
  return new Date(Date.UTC(2026, 10, 16 + random.below(7), random.below(24), random.below(60)));
}

/** Lets a call run to its end; the dials end as chance has it, mostly badly. */
export function tell(begin: Begin, call: Call, snapshot: RoutingSnapshot, random: SeededRandom): Story {
  const now = aMoment(random);
  const rules = new Set<string>();
  const most = mostDecisions(snapshot);
  // Whom nobody ever answers goes the longest way.
  const answers = random.chance(0.6) ? NOBODY : SOMETIMES;
  const copy: RoutingSnapshot = { ...snapshot, document: structuredClone(snapshot.document) };
  let decided = begin(call, snapshot, now);
  let again = begin(call, copy, now);
  for (let decisions = 1; decisions <= most; decisions++) {
    for (const { rule } of decided.trace.steps) rules.add(rule);
    const isRepeated = JSON.stringify(again) === JSON.stringify(decided);
    const fault = faultOf(decided, call, snapshot) ?? (isRepeated ? null : 'decides otherwise the second time');
    if (fault !== null) return { fault, rules, decisions };
    const { decision } = decided;
    if (decision.action !== 'dial') return { fault: null, rules, decisions };
    const status = random.pick<DialStatus>(answers);
    decided = decideAfterDial(call, decision.cursor, { status }, snapshot, now);
    again = decideAfterDial(call, decision.cursor, { status }, copy, now);
  }
  return { fault: `is not over after ${String(most)} decisions`, rules, decisions: most };
}
