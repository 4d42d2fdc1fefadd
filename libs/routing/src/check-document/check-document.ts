import type { Id, RingGroup, RoutingDocument } from '../routing-document.js';
import { checkHours } from './check-hours.js';
import { checkPolicy } from './check-policy.js';
import { checkForwarding, checkRoute } from './check-routes.js';
import { checkId, checkNext, checkRingSeconds, checkTarget, report } from './check-target.js';
import type { Check, DocumentFacts } from './document-facts.js';
import type { Finding } from './finding.js';
import { checkWays } from './check-ways.js';
import { checkUse } from './check-use.js';

/**
 * Everything that is wrong with a draft, in the order in which the document names it. A document without errors may be published: a
 * call in it never goes round, ends at a place that exists, and nobody in it is forbidden.
 */
export function checkDocument(document: RoutingDocument, facts: DocumentFacts): Finding[] {
  const check: Check = { document, facts, findings: [] };
  for (const [number, route] of Object.entries(document.routes)) checkRoute(check, number, route);
  for (const [number, rules] of Object.entries(document.forwarding)) checkForwarding(check, number, rules);
  for (const [id, group] of Object.entries(document.ringGroups)) checkGroup(check, id, group);
  for (const [id, destination] of Object.entries(document.destinations)) {
    const where = { kind: 'destination', id } as const;
    checkId(check, where);
    checkTarget(check, where, destination.target);
    checkRingSeconds(check, where, destination.ringSeconds);
    if (destination.target.kind !== 'announcement')
      checkNext(check, where, destination.next, 'When nobody is reached there');
  }
  for (const [id, hours] of Object.entries(document.hours)) checkHours(check, id, hours);
  checkPolicy(check);
  checkFallback(check);
  check.findings.push(...checkWays(document, new Set(facts.ownNumbers.keys())));
  checkUse(check);
  return check.findings;
}

function checkFallback(check: Check): void {
  const { fallback } = check.document;
  const where = { kind: 'fallback', id: null } as const;
  if (fallback.kind !== 'fallback') checkNext(check, where, fallback, 'When nothing else is said');
  else report(check, 'fallback_is_itself', where, 'The fallback leads to itself.');
}

function checkGroup(check: Check, id: Id, { name, members, next }: RingGroup): void {
  const where = { kind: 'ring-group', id } as const;
  checkId(check, where);
  if (members.length === 0) report(check, 'group_empty', where, `“${name}” has no members.`);
  const seen = new Set<string>();
  for (const member of members) {
    const { target } = member;
    if (target.kind === 'number' && check.facts.ownNumbers.has(target.number)) {
      report(
        check,
        'own_number_in_group',
        where,
        `“${member.name}” is ${target.number}, the tenant's own: it is never rung.`,
      );
    } else {
      checkTarget(check, where, target);
    }
    checkRingSeconds(check, where, member.ringSeconds);
    const key = JSON.stringify(target);
    if (seen.has(key)) report(check, 'member_twice', where, `“${member.name}” is in “${name}” twice.`);
    seen.add(key);
  }
  checkNext(check, where, next, 'When no member answers');
}
