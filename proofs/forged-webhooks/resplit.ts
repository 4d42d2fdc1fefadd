import type { SeededRandom } from '../harness/seeded-random.js';

/** Fields without which a request means something else: on every hook, where a caller waits, and on single ones. */
const EVERYWHERE = ['AccountSid', 'CallSid'] as const;
const OF_CALLS = ['From', 'To'] as const;
const OF_HOOK: Readonly<Record<string, readonly string[]>> = {
  voice: OF_CALLS,
  client: OF_CALLS,
  'disaster-recovery': OF_CALLS,
  'dial-ended': [...OF_CALLS, 'DialCallStatus'],
  refer: [...OF_CALLS, 'ReferTransferTarget'],
};

/**
 * A body with the same signed text as `fields`, and therefore the same signature, but another meaning: names and values are written
 * one after the other without separators, so a boundary can be moved. One of the deciding fields is swallowed by its neighbour, or
 * loses the end of its value to a new one.
 */
export function resplit(fields: Readonly<Record<string, string>>, hook: string, random: SeededRandom): string {
  const pairs = Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1));
  const name = random.pick([...EVERYWHERE, ...(OF_HOOK[hook] ?? [])]);
  const at = pairs.findIndex(([key]) => key === name);
  const [, value = ''] = pairs[at] ?? [];
  const before = pairs[at - 1];
  if (before !== undefined && (random.chance(0.7) || value.length < 2)) {
    pairs.splice(at - 1, 2, [before[0], before[1] + name + value]);
  } else {
    const cut = 1 + random.below(value.length - 1);
    // The rest becomes a field whose name is its first character; that sorts behind its neighbour or the text is another.
    pairs.splice(at, 1, [name + value.slice(0, cut), value.slice(cut)]);
  }
  return new URLSearchParams(pairs).toString();
}
