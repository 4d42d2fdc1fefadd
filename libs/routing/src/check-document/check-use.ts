import type { Next, Target } from '../routing-document.js';
import { report } from './check-target.js';
import type { Check } from './document-facts.js';

/** Adds what nothing refers to: destinations that may not be transferred to either, ring groups and hours. */
export function checkUse(check: Check): void {
  const { routes, forwarding, destinations, ringGroups, hours, fallback } = check.document;
  const named = new Set<string>();
  const useNext = (...nexts: readonly Next[]): void => {
    for (const next of nexts) if (next.kind === 'destination') named.add(`destination ${next.destinationId}`);
  };
  const useTarget = (target: Target): void => {
    if (target.kind === 'ring-group') named.add(`ring-group ${target.ringGroupId}`);
  };
  useNext(fallback);
  for (const { target, closed, onBusy, onNoAnswer, onFailure, hoursId } of Object.values(routes)) {
    useTarget(target);
    useNext(closed, onBusy, onNoAnswer, onFailure);
    if (hoursId !== null) named.add(`hours ${hoursId}`);
  }
  for (const rules of Object.values(forwarding)) useNext(...rules.map(({ to }) => to));
  for (const { next } of Object.values(ringGroups)) useNext(next);
  for (const { target, next } of Object.values(destinations)) {
    useTarget(target);
    useNext(next);
  }
  const isUnused = (kind: string, id: string): boolean => !named.has(`${kind} ${id}`);
  for (const [id, { name, transferable }] of Object.entries(destinations)) {
    if (!transferable && isUnused('destination', id)) {
      report(check, 'unused', { kind: 'destination', id }, `Nothing leads to “${name}”.`);
    }
  }
  for (const [id, { name }] of Object.entries(ringGroups)) {
    if (isUnused('ring-group', id)) report(check, 'unused', { kind: 'ring-group', id }, `Nothing leads to “${name}”.`);
  }
  for (const [id, { name }] of Object.entries(hours)) {
    if (isUnused('hours', id)) report(check, 'unused', { kind: 'hours', id }, `No route keeps “${name}”.`);
  }
}
