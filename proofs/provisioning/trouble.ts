import type { SeededRandom } from '../harness/seeded-random.js';
import type { Engine } from './engine.js';
import { runRace } from './races.js';
import type { AccountState } from './sandbox-state.js';
import type { CrashPoint, FaultName, Race, Step } from './steps.js';
import { PASSING_FAULTS, STEPS } from './steps.js';
import type { Story } from './story.js';
import type { Moment } from './wire.js';

/** A fault, a crash or a race that waits for its step. */
export interface Armed {
  /** Ends what does not pass by itself; true when there was something to end. */
  lift(): Promise<boolean>;
  /** Whether it has struck at all; a trouble that never struck proves nothing. */
  hasStruck(): Promise<boolean>;
  /** What the trouble itself found wrong. */
  readonly breaches: string[];
}

/** The sandbox's kinds for a fault that strikes one request. */
const KINDS: Readonly<Record<(typeof PASSING_FAULTS)[number], readonly [string, ...string[]]>> = {
  '429 once': ['429'],
  '500 before': ['500-before', '503'],
  '500 after': ['500-after', '503-after'],
  'timeout before': ['timeout-before'],
  'timeout after': ['timeout-after'],
  'cut in the answer': ['cut-after', 'reset-after'],
  'html 200': ['html-200', 'html-200-after'],
};

/** The final look is not the first one of its kind. */
function skipOf(step: Step): number {
  return step.record === 'record settled' ? 1 : 0;
}

export async function armFault(story: Story, step: Step, fault: FaultName, random: SeededRandom): Promise<Armed> {
  if (isPassing(fault)) return armRule(story, { kind: random.pick(KINDS[fault]), ...step.request, skip: skipOf(step) });
  if (fault === '429 storm') return armRule(story, { kind: '429', ...step.request, skip: skipOf(step), times: 1_000 });
  const account = story.scene.account.accountSid;
  const isLiveKit = step.request.vendor === 'livekit';
  switch (fault) {
    case '401 from here':
    case '403 from here': {
      const kind = fault === '401 from here' ? 'revoked-token' : 'suspended-account';
      const project = isLiveKit && random.chance(0.5);
      return armFrom(story, step, { kind, ...(project ? { vendor: 'livekit' } : { vendor: 'twilio', account }) });
    }
    case 'quota full':
      return isLiveKit
        ? armRule(story, { kind: '503', ...step.request, times: 1_000 })
        : armFrom(story, step, { kind: 'quota-full', vendor: 'twilio', account });
    case 'deleted out of band':
      return armDeletion(story, step, random);
  }
}

/** Up to two more faults that pass by themselves, at any step. */
export async function armOthers(story: Story, random: SeededRandom): Promise<void> {
  for (let more = random.below(3); more > 0; more -= 1) {
    const [first, ...rest] = STEPS;
    if (first === undefined) return;
    await armFault(story, random.pick([first, ...rest]), random.pick(PASSING_FAULTS), random);
  }
}

/** Kills the process at a moment of the step. */
export function armCrash(story: Story, step: Step, point: Exclude<CrashPoint, 'during undo'>): Armed {
  const phase = point === 'before the call' ? 'before' : 'after';
  const call = point === 'after the record' ? step.record : step.call;
  return armMoment(story, phase, call, call === step.call ? skipOf(step) : 0, async (engine) => {
    story.crew.crash(engine);
    return Promise.resolve();
  });
}

/** Kills the process at one of the moments of an undo. */
export function armCrashInUndo(story: Story, at: number): Armed {
  let moments = 0;
  let struck = false;
  story.crew.listen((_, engine) => {
    moments += 1;
    if (moments !== at + 1) return;
    struck = true;
    story.crew.crash(engine);
  });
  return { lift: async () => Promise.resolve(false), hasStruck: async () => Promise.resolve(struck), breaches: [] };
}

/** Somebody does something else at the very moment of the step. */
export function armRace(story: Story, step: Step, race: Race, random: SeededRandom): Armed {
  const breaches: string[] = [];
  const isAwaited = random.chance(0.5);
  const isStalled = random.chance(0.5);
  const armed = armMoment(story, 'before', step.call, skipOf(step), async (engine) => {
    const note = (breach: string): void => void breaches.push(breach);
    const event = runRace(story, race, engine, { isStalled, random, note }).then(async () => story.troubleEnds());
    if (isAwaited || isStalled) await event;
    else event.catch(() => undefined);
  });
  return { ...armed, breaches };
}

/** Something that the step builds on vanishes while its call is made. */
function armDeletion(story: Story, step: Step, random: SeededRandom): Armed {
  return armMoment(story, 'before', step.call, skipOf(step), async () => {
    const { account } = await story.lab.vendors(story.scene.account.accountSid);
    const edits = deletions(account, story.scene.before.account);
    const [first, ...rest] = edits;
    if (first !== undefined) await story.lab.control('POST', '/edit', random.pick([first, ...rest]));
  });
}

/** What of ours could be deleted by hand now. */
function deletions(account: AccountState, before: AccountState): object[] {
  const accountSid = account.sid;
  return [
    ...Object.keys(account.trunks)
      .filter((sid) => before.trunks[sid] === undefined)
      .map((trunkSid) => ({ edit: 'delete-trunk', accountSid, trunkSid })),
    ...Object.keys(account.credentialLists)
      .filter((sid) => before.credentialLists[sid] === undefined)
      .map((credentialListSid) => ({ edit: 'delete-credential-list', accountSid, credentialListSid })),
  ];
}

async function armRule(story: Story, rule: object): Promise<Armed> {
  const { id } = await story.lab.control<{ id: string }>('POST', '/faults', rule);
  return ruleArmed(story, () => id);
}

/** The rule holds from the moment of the step on. */
function armFrom(story: Story, step: Step, rule: object): Armed {
  let id: string | null = null;
  const moment = armMoment(story, 'before', step.call, skipOf(step), async () => {
    ({ id } = await story.lab.control<{ id: string }>('POST', '/faults', rule));
  });
  return { ...ruleArmed(story, () => id), hasStruck: async () => moment.hasStruck() };
}

function ruleArmed(story: Story, idOf: () => string | null): Armed {
  const find = async () => {
    const rules = await story.lab.control<{ id: string; struck: number; timesLeft: number }[]>('GET', '/faults');
    return rules.find(({ id }) => id === idOf());
  };
  let wasSeenStruck = false;
  return {
    lift: async () => {
      const rule = await find();
      if (rule === undefined) return false;
      wasSeenStruck ||= rule.struck > 0;
      // One that is yet to strike once is no obstacle to wait for.
      if (rule.timesLeft <= 1) return false;
      await story.lab.control('DELETE', `/faults/${rule.id}`);
      return true;
    },
    hasStruck: async () => wasSeenStruck || ((await find())?.struck ?? 0) > 0,
    breaches: [],
  };
}

function armMoment(
  story: Story,
  phase: Moment['phase'],
  call: string,
  skip: number,
  strike: (engine: Engine) => Promise<void>,
): Armed {
  let left = skip;
  let struck = false;
  story.crew.listen(async (moment, engine) => {
    if (struck || moment.phase !== phase || !moment.call.startsWith(call)) return;
    left -= 1;
    if (left >= 0) return;
    struck = true;
    await strike(engine);
    await story.troubleEnds();
  });
  return { lift: async () => Promise.resolve(false), hasStruck: async () => Promise.resolve(struck), breaches: [] };
}

function isPassing(fault: FaultName): fault is (typeof PASSING_FAULTS)[number] {
  return (PASSING_FAULTS as readonly FaultName[]).includes(fault);
}
