import { isWritableId } from '../cursor.js';
import { allowedPrefix, checkNumber } from '../destination-policy.js';
import { MAX_RING_SECONDS, MIN_RING_SECONDS } from '../dial.js';
import { MAX_IDENTITY } from '../legs.js';
import type { Announcement, E164, Id, Next, Target } from '../routing-document.js';
import { checkSipUri } from '../sip-policy.js';
import { MAX_SPOKEN } from '../speak.js';
import { isSendableUui } from '../uui.js';
import { entryOf } from '../walk.js';
import type { Check } from './document-facts.js';
import { finding, type FindingCode, type Where } from './finding.js';

/** Adds what is wrong with the target of a route, a destination or a ring group's member. */
export function checkTarget(check: Check, where: Where, target: Target): void {
  const { document, facts } = check;
  switch (target.kind) {
    case 'agent':
      if (entryOf(document.agents, target.agentId) === undefined || !facts.agentIds.has(target.agentId)) {
        report(check, 'missing_agent', where, 'It names an agent that does not exist.');
      }
      return;
    case 'sip': {
      const verdict = checkSipUri(target.uri, document.policy);
      if (!verdict.allowed) report(check, 'sip_forbidden', where, `${target.uri} may not be dialled. ${verdict.why}`);
      if (target.uui !== null && !isSendableUui(target.uui)) {
        report(check, 'uui_not_sendable', where, 'The User-to-User information cannot be sent in a SIP header.');
      }
      return;
    }
    case 'number':
      checkNumberTarget(check, where, target.number);
      return;
    case 'client':
      if (target.identity === '' || target.identity.length > MAX_IDENTITY) {
        report(check, 'client_invalid', where, 'The client has no usable identity.');
      }
      return;
    case 'ring-group':
      if (entryOf(document.ringGroups, target.ringGroupId) === undefined) {
        report(check, 'missing_ring_group', where, 'It names a ring group that does not exist.');
      }
      return;
    case 'announcement':
      checkAnnouncement(check, where, target);
  }
}

/** Adds what is wrong with where a call goes on. `when` completes the sentence "… the caller is cut off". */
export function checkNext(check: Check, where: Where, next: Next, when: string): void {
  switch (next.kind) {
    case 'destination':
      if (entryOf(check.document.destinations, next.destinationId) === undefined) {
        report(check, 'missing_destination', where, `${when}, the call goes to a destination that does not exist.`);
      }
      return;
    case 'number': {
      const isListed =
        allowedPrefix(next.number, check.document.policy) !== null || check.facts.ownNumbers.has(next.number);
      if (checkNumberTarget(check, where, next.number) && !isListed) {
        report(
          check,
          'number_not_listed',
          where,
          `${next.number} is neither a destination nor under an allowed prefix.`,
        );
      }
      return;
    }
    case 'announcement':
      checkAnnouncement(check, where, next);
      return;
    case 'hangup':
      report(check, 'hangs_up', where, `${when}, the caller is cut off without a word.`);
      return;
    case 'fallback':
  }
}

export function checkRingSeconds(check: Check, where: Where, seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= MIN_RING_SECONDS && seconds <= MAX_RING_SECONDS) return;
  report(check, 'ring_seconds_out_of_range', where, `${String(seconds)} seconds is no time that a telephone can ring.`);
}

export function checkId(check: Check, where: Where & { readonly id: Id }): void {
  if (!isWritableId(where.id)) report(check, 'invalid_id', where, `“${where.id}” cannot be used as an id.`);
}

export function report(check: Check, code: FindingCode, where: Where, message: string): void {
  check.findings.push(finding(code, where, message));
}

/** True when it may be dialled as far as the policy goes. */
function checkNumberTarget(check: Check, where: Where, number: E164): boolean {
  const { document, facts } = check;
  if (facts.ownNumbers.has(number)) {
    if (entryOf(document.routes, number) !== undefined) return true;
    report(check, 'own_number_without_route', where, `${number} is the tenant's own and has no route.`);
    return false;
  }
  const verdict = checkNumber(number, document.policy);
  if (!verdict.allowed) report(check, 'number_forbidden', where, `${number} may not be dialled. ${verdict.why}`);
  return verdict.allowed;
}

const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;

function checkAnnouncement(check: Check, where: Where, { text, language }: Announcement): void {
  if (text.trim() === '') report(check, 'announcement_empty', where, 'The announcement says nothing.');
  if (text.length > MAX_SPOKEN) {
    report(check, 'announcement_too_long', where, `The announcement has ${String(text.length)} characters.`);
  }
  if (!LANGUAGE.test(language)) report(check, 'announcement_language', where, `“${language}” names no language.`);
}
