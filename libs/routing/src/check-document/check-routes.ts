import { isE164 } from '../e164.js';
import type { E164, ForwardingRule, Route } from '../routing-document.js';
import { entryOf } from '../walk.js';
import { checkNext, checkRingSeconds, checkTarget, report } from './check-target.js';
import type { Check } from './document-facts.js';

/** Adds what is wrong with what one number does. */
export function checkRoute(check: Check, number: E164, route: Route): void {
  const where = { kind: 'route', id: number } as const;
  const { document, facts } = check;
  if (!isE164(number)) report(check, 'invalid_number', where, `“${number}” is not a telephone number.`);
  const plane = facts.ownNumbers.get(number);
  if (plane === undefined)
    report(check, 'number_not_owned', where, `${number} is not the tenant's: no call comes to it.`);
  if (plane === 'trunk' && route.target.kind !== 'agent') {
    report(check, 'number_on_trunk', where, `Calls to ${number} go straight to LiveKit and never ask this route.`);
  }
  if (route.hoursId !== null && entryOf(document.hours, route.hoursId) === undefined) {
    report(check, 'missing_hours', where, 'It names hours that do not exist.');
  }
  checkTarget(check, where, route.target);
  checkRingSeconds(check, where, route.ringSeconds);
  // What is never asked is not judged: an announcement cannot be busy, a group has an end of its own, hours that are not there do not close.
  if (route.hoursId !== null) checkNext(check, where, route.closed, 'Outside the hours');
  if (route.target.kind === 'announcement' || route.target.kind === 'ring-group') return;
  checkNext(check, where, route.onFailure, 'When the target cannot be reached');
  checkNext(check, where, route.onBusy, 'When it is busy');
  checkNext(check, where, route.onNoAnswer, 'When nobody answers');
}

/** Adds what is wrong with the forwarding of one number. */
export function checkForwarding(check: Check, number: E164, rules: readonly ForwardingRule[]): void {
  const where = { kind: 'forwarding', id: number } as const;
  if (!isE164(number)) report(check, 'invalid_number', where, `“${number}” is not a telephone number.`);
  if (!check.facts.ownNumbers.has(number)) {
    report(check, 'number_not_owned', where, `${number} is not the tenant's: no call comes to it.`);
  }
  const route = entryOf(check.document.routes, number);
  let isAlwaysForwarded = false;
  const seen = new Set<string>();
  for (const { condition, enabled, to, ringSeconds } of rules) {
    checkNext(check, where, to, `When a call is forwarded (${condition})`);
    if (ringSeconds !== null) checkRingSeconds(check, where, ringSeconds);
    if (!enabled) continue;
    if (isAlwaysForwarded || seen.has(condition)) {
      report(
        check,
        'rule_never_reached',
        where,
        `The rule for “${condition}” stands behind one that takes the calls before.`,
      );
    } else if (condition !== 'always' && (route === undefined || route.target.kind === 'announcement')) {
      report(check, 'rule_never_reached', where, `${number} rings nobody, so “${condition}” never happens.`);
    }
    seen.add(condition);
    isAlwaysForwarded ||= condition === 'always';
  }
}
