import { setTimeout as sleep } from 'node:timers/promises';
import type { Case } from './cases.js';
import type { Stage, Verification } from './stage.js';
import { withoutIds, type Seen } from './state.js';

export interface Verdict {
  readonly name: string;
  /** Every word of the case stood in one sentence. */
  readonly named: boolean;
  /** Ours is as it was, and the next look finds nothing. */
  readonly mended: boolean;
  /** What is not ours did not change by one byte, dates included. */
  readonly spared: boolean;
  /** For the reader, when something is wrong. */
  readonly why: string;
}

/** Makes the change, lets Trunkline look, repair and look again, and compares the whole of both vendors. */
export async function judge(stage: Stage, one: Case): Promise<Verdict> {
  if (one.needsNewSecond) await newSecond();
  const before = await stage.look();
  const made = await stage.perform(one.edits(before.places));
  const edited = await stage.look();
  const found = await stage.verify();
  const run = await stage.one.repair();
  const settled = await stage.verify();
  const after = await stage.look();
  const isRepair = one.kind === 'field' || one.kind === 'object';
  if (one.undo !== undefined && !isRepair) await stage.perform(one.undo(made, before.places));
  const verdict = isRepair
    ? {
        named: says(found.actions, one.words),
        mended: run === 'succeeded' && isSilent(settled) && isAsBefore(one, before, after),
        spared: after.theirs === before.theirs,
      }
    : {
        named: one.words.length === 0 ? isSilent(found) : says(found.notices, one.words),
        mended: run === 'succeeded' && settled.actions.length === 0 && says(settled.notices, one.words),
        spared: after.theirs === edited.theirs && (await isLeft(stage, one, before, edited, after)),
      };
  const why = verdict.named && verdict.mended && verdict.spared ? '' : describe(found, run, settled, before, after);
  return { name: one.name, ...verdict, why };
}

/** Several at once. Those that cannot be made any more, because an earlier one took their object away, are left out. */
export async function judgeTogether(stage: Stage, cases: readonly Case[]): Promise<Verdict> {
  await newSecond();
  const before = await stage.look();
  const done: string[] = [];
  for (const one of cases) {
    try {
      await stage.perform(one.edits((await stage.look()).places));
      done.push(one.name);
    } catch {
      // Nothing of it was made, or the part that was is drift like any other.
    }
  }
  const found = await stage.verify();
  const run = await stage.one.repair();
  const settled = await stage.verify();
  const after = await stage.look();
  const verdict = {
    named: found.actions.length > 0,
    mended: run === 'succeeded' && isSilent(settled) && withoutIds(after.ours) === withoutIds(before.ours),
    spared: after.theirs === before.theirs,
  };
  const why = verdict.named && verdict.mended && verdict.spared ? '' : describe(found, run, settled, before, after);
  return { name: done.join(' + '), ...verdict, why };
}

/** A field is put back in place; an object that was deleted has another id. */
function isAsBefore({ kind }: Case, before: Seen, after: Seen): boolean {
  return kind === 'field' ? after.ours === before.ours : withoutIds(after.ours) === withoutIds(before.ours);
}

/** What somebody else made is still there; a number that was taken from us comes back when it is let go. */
async function isLeft(stage: Stage, { kind }: Case, before: Seen, edited: Seen, after: Seen): Promise<boolean> {
  if (kind === 'theirs') return after.ours === edited.ours;
  const back = (await stage.one.repair()) === 'succeeded' && isSilent(await stage.verify());
  return back && withoutIds((await stage.look()).ours) === withoutIds(before.ours);
}

function says(
  lines: readonly { readonly summary?: string; readonly sentence?: string }[],
  words: readonly string[],
): boolean {
  return (
    words.length === 0 ||
    lines.some(({ summary, sentence }) => words.every((word) => (summary ?? sentence ?? '').includes(word)))
  );
}

function isSilent({ actions, notices }: Verification): boolean {
  return actions.length === 0 && notices.length === 0;
}

/** Waits for the next whole second: see `needsNewSecond`. */
async function newSecond(): Promise<void> {
  await sleep(1_020 - (Date.now() % 1_000));
}

function describe(found: Verification, run: string, settled: Verification, before: Seen, after: Seen): string {
  const sentences = ({ actions, notices }: Verification): string =>
    [...actions.map(({ summary }) => summary), ...notices.map(({ sentence }) => sentence)].join(' | ') || 'nothing';
  return [
    `found: ${sentences(found)}`,
    `repair: ${run}`,
    `then: ${sentences(settled)}`,
    `ours: ${firstDifference(before.ours, after.ours)}`,
    `theirs: ${firstDifference(before.theirs, after.theirs)}`,
  ].join('\n    ');
}

function firstDifference(one: string, other: string): string {
  if (one === other) return 'the same';
  const at = [...one].findIndex((character, index) => character !== other[index]);
  const around = (text: string): string => text.slice(Math.max(0, at - 60), at + 60);
  return `${around(one)} became ${around(other)}`;
}
