import type { E164, Next, RoutingDocument, Target } from '../routing-document.js';
import { entryOf } from '../walk.js';
import type { Where } from './finding.js';

/** A place in a document and where a call may go on from there. */
export interface PlaceNode {
  readonly where: Where;
  readonly leadsTo: readonly string[];
}

/** All places by their names, `fallback` among them, with every way from one to the next that `settle` knows. */
export function placesOf(document: RoutingDocument, ownNumbers: ReadonlySet<E164>): ReadonlyMap<string, PlaceNode> {
  const nodes = new Map<string, PlaceNode>();
  const ofNumber = (number: E164): string[] => (ownNumbers.has(number) ? [`route ${number}`] : []);
  const ofNext = (next: Next): string[] => {
    if (next.kind === 'destination') return [`destination ${next.destinationId}`];
    if (next.kind === 'number') return ofNumber(next.number);
    return next.kind === 'fallback' ? ['fallback'] : [];
  };
  /** Null: the target is a telephone, an agent …, so what is said for the case that it is not reached may come next. */
  const ofTarget = (target: Target): string[] | null => {
    if (target.kind === 'announcement') return [];
    if (target.kind === 'ring-group') return [`ring-group ${target.ringGroupId}`];
    return target.kind === 'number' && ownNumbers.has(target.number) ? ofNumber(target.number) : null;
  };
  const put = (where: Where, leadsTo: readonly string[]): void => {
    nodes.set(where.id === null ? where.kind : `${where.kind} ${where.id}`, { where, leadsTo });
  };
  const afterGroup = new Map<string, string[]>();
  for (const number of new Set([...Object.keys(document.routes), ...Object.keys(document.forwarding)])) {
    const route = entryOf(document.routes, number);
    const rules = (entryOf(document.forwarding, number) ?? []).filter(({ enabled }) => enabled);
    const forwards = rules.flatMap(({ to }) => ofNext(to));
    const target = route === undefined ? ['fallback'] : ofTarget(route.target);
    const failures = route === undefined || target !== null ? [] : [route.onBusy, route.onNoAnswer, route.onFailure];
    const closed = route === undefined ? [] : ofNext(route.closed);
    put({ kind: 'route', id: number }, [...forwards, ...closed, ...(target ?? []), ...failures.flatMap(ofNext)]);
    // The number's forwarding comes after the last member, so the group may lead there too.
    if (route?.target.kind === 'ring-group') {
      const { ringGroupId } = route.target;
      afterGroup.set(ringGroupId, [...(afterGroup.get(ringGroupId) ?? []), ...forwards]);
    }
  }
  for (const [id, { target, next }] of Object.entries(document.destinations)) {
    put({ kind: 'destination', id }, ofTarget(target) ?? ofNext(next));
  }
  for (const [id, { next }] of Object.entries(document.ringGroups)) {
    put({ kind: 'ring-group', id }, [...ofNext(next), ...(afterGroup.get(id) ?? [])]);
  }
  put({ kind: 'fallback', id: null }, ofNext(document.fallback));
  return nodes;
}
