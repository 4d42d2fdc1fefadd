import type { MadeAccount } from './account.js';

/** Where two states part, with what stands around; null when they are the same bytes. */
export function difference(expected: string, found: string): string | null {
  if (expected === found) return null;
  const at = [...expected].findIndex((character, index) => character !== found[index]);
  const around = (text: string): string => text.slice(Math.max(0, at - 80), at + 80);
  return `${around(expected)} became ${around(found)}`;
}

type Node = Readonly<Record<string, unknown>>;

/**
 * Objects whose date of change is another although nobody had reason to touch them: all but the numbers, of which some were put on the
 * trunk and given back, and what was adopted.
 */
export function changedDates(before: object, after: object, { adopted }: MadeAccount): string[] {
  const touched = new Set<string>(adopted === null ? [] : [adopted.trunkSid, adopted.listSid]);
  const later = dates(after as Node);
  return [...dates(before as Node)]
    .filter(([sid, date]) => !sid.startsWith('PN') && !touched.has(sid) && later.get(sid) !== date)
    .map(([sid]) => `${sid} was touched`);
}

/** The date of change of every object, however deep. */
function dates(node: Node): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { sid, dateUpdated } = value as Node;
    if (typeof sid === 'string') found.set(sid, dateUpdated ?? found.get(sid));
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(node);
  return found;
}
