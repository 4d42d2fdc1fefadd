import { isDeepStrictEqual } from 'node:util';
import type { RoutingDocument } from '@app/routing';

const SECTIONS = ['routes', 'forwarding', 'ringGroups', 'destinations', 'hours', 'agents'] as const;

export interface DocumentChange {
  /** A part of the document, such as `routes`. */
  readonly section: (typeof SECTIONS)[number] | 'policy' | 'fallback';
  /** A number or an id; empty for the policy and the fallback, of which there is one. */
  readonly key: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Null where it was added. */
  readonly before: unknown;
  /** Null where it was removed. */
  readonly after: unknown;
}

/** What is different in `after`, section by section, by their keys; empty when both say the same. */
export function diffDocuments(before: RoutingDocument, after: RoutingDocument): DocumentChange[] {
  return [
    ...SECTIONS.flatMap((section) => diffSection(section, before[section], after[section])),
    ...(['policy', 'fallback'] as const)
      .filter((section) => !isDeepStrictEqual(before[section], after[section]))
      .map((section) => ({
        section,
        key: '',
        change: 'changed' as const,
        before: before[section],
        after: after[section],
      })),
  ];
}

export function isSameDocument(one: RoutingDocument, other: RoutingDocument): boolean {
  return diffDocuments(one, other).length === 0;
}

function diffSection(
  section: (typeof SECTIONS)[number],
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): DocumentChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return keys.flatMap((key): DocumentChange[] => {
    const [was, is] = [before[key] ?? null, after[key] ?? null];
    if (isDeepStrictEqual(was, is)) return [];
    return [
      { section, key, change: was === null ? 'added' : is === null ? 'removed' : 'changed', before: was, after: is },
    ];
  });
}
