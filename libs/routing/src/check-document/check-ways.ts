import { MAX_PLACES } from '../settle.js';
import type { E164, RoutingDocument } from '../routing-document.js';
import { entryOf } from '../walk.js';
import { finding, type Finding, type Where } from './finding.js';
import { placesOf, type PlaceNode } from './places.js';

/**
 * Ways round in circles, and ways so long that a call would be cut off before their end. Reads the document as `settle` walks it: a
 * place counts with everything that it may lead to, whatever the hours, and whatever the dials answer.
 */
export function checkWays(document: RoutingDocument, ownNumbers: ReadonlySet<E164>): Finding[] {
  const nodes = placesOf(document, ownNumbers);
  const loops = findLoops(nodes);
  if (loops.length > 0) return loops.map((path) => describeLoop(path, nodes, document));
  const lengths = lengthsOf(nodes);
  const ofFallback = lengths.get('fallback') ?? 0;
  return [...nodes].flatMap(([key, { where }]) => {
    if (where.kind !== 'route') return [];
    // A number that nobody answers leads to the fallback from wherever it was dialled.
    const places = (lengths.get(key) ?? 0) + ofFallback;
    if (places <= MAX_PLACES) return [];
    const message = `A call to ${where.id ?? ''} may pass more than ${String(MAX_PLACES)} places.`;
    return [finding('chain_too_long', where, message)];
  });
}

/** One way round for each place at which a search in depth comes back to where it is. */
function findLoops(nodes: ReadonlyMap<string, PlaceNode>): string[][] {
  const done = new Set<string>();
  const loops: string[][] = [];
  for (const start of nodes.keys()) {
    // A stack of our own: a document may be deeper than the language's.
    const path: { readonly key: string; readonly rest: string[] }[] = [];
    const onPath = new Set<string>();
    const enter = (key: string): void => {
      if (done.has(key)) return;
      path.push({ key, rest: [...(nodes.get(key)?.leadsTo ?? [])] });
      onPath.add(key);
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.pop();
      if (next === undefined) {
        path.pop();
        onPath.delete(top.key);
        done.add(top.key);
      } else if (onPath.has(next)) {
        loops.push(path.slice(path.findIndex(({ key }) => key === next)).map(({ key }) => key));
      } else {
        enter(next);
      }
    }
  }
  return loops;
}

/**
 * The most places that a call may pass from each on, itself included; counted no further than one more than are allowed. The document
 * has no loops.
 */
function lengthsOf(nodes: ReadonlyMap<string, PlaceNode>): ReadonlyMap<string, number> {
  let lengths = new Map<string, number>([...nodes.keys()].map((key) => [key, 1]));
  for (let round = 0; round < MAX_PLACES; round++) {
    const before = lengths;
    const longest = (keys: readonly string[]): number =>
      keys.reduce((most, key) => Math.max(most, before.get(key) ?? 0), 0);
    lengths = new Map([...nodes].map(([key, { leadsTo }]) => [key, 1 + longest(leadsTo)]));
  }
  return lengths;
}

function describeLoop(
  path: readonly string[],
  nodes: ReadonlyMap<string, PlaceNode>,
  document: RoutingDocument,
): Finding {
  const names = path.map((key) => nameOf(nodes.get(key)?.where, document));
  const where = nodes.get(path[0] ?? '')?.where ?? { kind: 'fallback', id: null };
  return finding('loop', where, `A call may go round: ${[...names, names[0] ?? ''].join(' → ')}.`);
}

function nameOf(where: Where | undefined, document: RoutingDocument): string {
  const id = where?.id ?? '';
  switch (where?.kind) {
    case 'destination':
      return `“${entryOf(document.destinations, id)?.name ?? id}”`;
    case 'ring-group':
      return `the ring group “${entryOf(document.ringGroups, id)?.name ?? id}”`;
    case 'route':
      return id;
    case 'forwarding':
    case 'hours':
    case 'policy':
    case 'fallback':
    case undefined:
      return 'the fallback';
  }
}
