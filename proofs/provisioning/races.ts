import type { SeededRandom } from '../harness/seeded-random.js';
import type { Engine } from './engine.js';
import type { Race } from './steps.js';
import type { Story } from './story.js';

/** A second process looks at once; where it does not, it has nothing to take over. */
const LONGEST_TAKEOVER_MS = 5_000;

/** What somebody else does at the moment of a step. `isStalled`: of two processes the first stands still until its lease is gone. */
export async function runRace(
  story: Story,
  race: Race,
  engine: Engine,
  { isStalled, random, note }: { isStalled: boolean; random: SeededRandom; note: (breach: string) => void },
): Promise<unknown> {
  switch (race) {
    case 'double submit':
      return story.attempt(() => story.again());
    case 'delete':
      return story.attempt(() => story.disconnect());
    case 'rotation':
      return story.attempt(() => rotate(story, random));
    case 'two replicas':
      if (!isStalled) return joinIn(story);
      return random.chance(0.5) ? overtake(story, engine) : interrupt(story, engine, note);
  }
}

/** A second process works on the same run, and is asked for a repair of its own. */
async function joinIn(story: Story): Promise<void> {
  const second = await story.crew.add(true);
  await story.attempt(() => second.workDue());
  await story.attempt(() => story.repair(second));
}

/**
 * The process at work stands still for so long that its lease runs out and a second one finishes. When it goes on, its call is under
 * way and cannot be called back, but it must write nothing any more (I12).
 */
async function overtake(story: Story, first: Engine): Promise<void> {
  const { id } = await story.state();
  if (id === null) return;
  await story.lab.expireLeases(id);
  const second = await story.crew.add(true);
  await story.attempt(() => second.workDue());
  await story.quiet();
  // Only a finished run tells the writes of the two apart.
  const { openRun } = await story.state();
  if (!openRun) story.overtaken = { engine: first, written: await story.written() };
}

/**
 * The same, but the second one is in the middle of its work when the first goes on: the run is open and theirs both, so that only the
 * fence tells their writes apart.
 */
async function interrupt(story: Story, first: Engine, note: (breach: string) => void): Promise<void> {
  const { id } = await story.state();
  if (id === null) return;
  await story.lab.expireLeases(id);
  let letSecondGoOn = (): void => undefined;
  const firstHasTried = new Promise<void>((resolve) => (letSecondGoOn = resolve));
  let written: string | null = null;
  const stopWatching = first.wire.listen(async ({ call }) => {
    // What it wrote before it was taken over is no matter; once it has been refused it tries no more.
    if (call !== 'refused' && (call !== 'written' || written === null)) return;
    stopWatching();
    if (written !== null && written !== (await story.written())) note('I12: a process without its lease wrote');
    letSecondGoOn();
  });
  const second = await story.crew.add(true);
  const secondIsAtWork = new Promise<boolean>((resolve) => {
    const stopWaiting = second.wire.listen(async ({ call }) => {
      if (call !== 'observe') return;
      stopWaiting();
      resolve(true);
      await firstHasTried;
    });
    setTimeout(() => resolve(false), LONGEST_TAKEOVER_MS);
  });
  await story.attempt(() => second.workDue());
  // Where another fault had the run put off there is nothing to take over.
  if (await secondIsAtWork) written = await story.written();
  else letSecondGoOn();
}

async function rotate(story: Story, random: SeededRandom): Promise<unknown> {
  const { lab, scene } = story;
  const credentialId = await story.credentialId();
  if (random.chance(0.5)) return story.engine.rotation.rotateSipPassword(story.caller, credentialId, undefined);
  const { authToken } = await lab.control<{ authToken: string }>('POST', `/accounts/${scene.account.accountSid}`, {
    rotateAuthToken: true,
  });
  story.newToken = { token: authToken, isStored: false };
  return story.tellToken();
}
