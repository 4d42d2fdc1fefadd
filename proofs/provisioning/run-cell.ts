import { SeededRandom } from '../harness/seeded-random.js';
import { breaches } from './invariants.js';
import type { Laboratory } from './laboratory.js';
import { setScene } from './scene.js';
import type { Cell } from './steps.js';
import { Story } from './story.js';
import { armCrash, armCrashInUndo, armFault, armOthers, armRace, type Armed } from './trouble.js';

export interface CellResult {
  readonly cell: string;
  readonly seed: number;
  readonly breaches: readonly string[];
  /** Whether the trouble met what it was meant for. */
  readonly struck: boolean;
  /** Looks from the end of the last trouble to the one that found nothing to do; null where the trouble was in the undo. */
  readonly passes: number | null;
  /** Milliseconds of the same stretch. */
  readonly convergedMs: number;
}

/** I2: the most looks that may be needed once nothing goes wrong any more. */
const MOST_PASSES = 3;

/** As many as the shortest undo has: calls and records, before and after. */
const MOMENTS_OF_AN_UNDO = 12;

/** Tells one cell's story to its end and says what was broken on the way. */
export async function runCell(lab: Laboratory, cell: Cell, seed: number): Promise<CellResult> {
  const random = new SeededRandom(seed, cell.name);
  const story = new Story(lab, await setScene(lab));
  await story.crew.add();
  try {
    const told = await tell(story, cell, random);
    return { cell: cell.name, seed, ...told };
  } finally {
    await story.crew.close();
  }
}

async function tell(story: Story, cell: Cell, random: SeededRandom): Promise<Omit<CellResult, 'cell' | 'seed'>> {
  const { lab } = story;
  const found: string[] = [];
  await story.prepare(cell.step.story);
  const isUndo = cell.trouble.kind === 'crash' && cell.trouble.point === 'during undo';
  const armed = await arm(story, cell, random);
  if (random.chance(0.6)) await armOthers(story, random);

  if (isUndo) {
    await story.act(cell.step.story);
    await story.settle();
    const crash = armCrashInUndo(story, random.below(MOMENTS_OF_AN_UNDO));
    await story.want(() => story.disconnect());
    const settled = await story.settle();
    story.crew.stopListening();
    if (!settled) found.push('I9: the undo does not end');
    found.push(...(await judge(story)));
    return { breaches: found, struck: await crash.hasStruck(), passes: null, convergedMs: 0 };
  }

  story.mend = async () => {
    found.push(...(await whileRefused(story, cell)));
    if (await armed?.lift()) await story.troubleEnds();
  };
  await story.act(cell.step.story);
  const settled = await story.settle();
  const { passes, milliseconds } = await story.convergence();
  story.crew.stopListening();
  if (!settled) found.push(`I9: it never settles (${JSON.stringify(await story.state())})`);
  found.push(...(armed?.breaches ?? []), ...(await story.afterOvertaking()));
  // What a process that stood still did at last, and what vanished behind the last look, is found by whoever looks next.
  if (story.overtaken !== null || isBehindLastLook(cell)) await story.repairAndSettle();
  found.push(...(await judge(story)));
  if (passes > MOST_PASSES) found.push(`I2: ${String(passes)} passes after the last fault`);
  const struck = (await armed?.hasStruck()) ?? true;

  if (settled && story.expected === 'present') {
    const id = await lab.lastRequest();
    await story.repairAndSettle();
    const { count } = await lab.changesSince(id);
    if (count > 0) found.push(`I3: the next reconcile made ${String(count)} changes`);
    if (random.chance(0.5)) {
      await story.want(() => story.disconnect());
      if (!(await story.settle())) found.push('I9: the undo does not end');
      found.push(...(await judge(story)));
    }
  }
  return { breaches: found, struck, passes, convergedMs: milliseconds };
}

function isBehindLastLook({ step, trouble }: Cell): boolean {
  return step.record === 'record settled' && trouble.kind === 'fault' && trouble.fault === 'deleted out of band';
}

async function arm(story: Story, { step, trouble }: Cell, random: SeededRandom): Promise<Armed | null> {
  switch (trouble.kind) {
    case 'fault':
      return armFault(story, step, trouble.fault, random);
    case 'crash':
      return trouble.point === 'during undo' ? null : armCrash(story, step, trouble.point);
    case 'race':
      return armRace(story, step, trouble.race, random);
  }
}

/** I8: once a refusal is known, nothing is tried on the account until somebody has mended it. */
async function whileRefused(story: Story, { trouble }: Cell): Promise<string[]> {
  if (trouble.kind !== 'fault' || !/^40[13] from here$/.test(trouble.fault)) return [];
  const { status } = await story.state();
  if (status !== 'needs_attention') return [];
  const id = await story.lab.lastRequest();
  await story.later();
  await story.quiet();
  // Nor is it taken for an empty account when somebody is impatient.
  await story.attempt(() => story.repair());
  await story.quiet();
  const { count } = await story.lab.changesSince(id);
  return count === 0 ? [] : [`I8: ${String(count)} changes were tried while the account refused us`];
}

async function judge(story: Story): Promise<string[]> {
  const { lab, scene, expected } = story;
  const after = await lab.vendors(scene.account.accountSid);
  const stored = await lab.stored(story.caller.tenantId);
  return breaches({ before: story.knownBefore(), after, stored, expected });
}
