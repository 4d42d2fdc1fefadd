import { bindingToRestore, fieldsThatDiffer, type NumberBefore } from './number-binding.js';
import type { TrunkAction } from './trunk-action.js';
import type { Match } from './match-observed.js';
import type { DesiredNumber, ObservedNumber, ObservedTrunk, ObservedTwilio } from './trunk-types.js';

/**
 * Takes a number off our trunk and our webhooks (if it is still there) and puts its former binding back. One that was on the adopted
 * trunk before we came stays there, or goes back to it.
 */
export function releaseNumber(
  before: NumberBefore,
  observed: ObservedTwilio,
  { main: trunk, mainIsOurs }: Match<ObservedTrunk>,
  mark: string | null,
): TrunkAction[] {
  const number = observed.numbers.find((candidate) => candidate.numberSid === before.numberSid);
  if (number === undefined) return [];
  const isOnOurs = trunk !== null && number.trunkSid === trunk.trunkSid;
  // Somebody moved it on to another trunk: that is theirs to decide.
  if (number.trunkSid !== null && !isOnOurs) return [];
  const isAtHome = trunk !== null && !mainIsOurs && before.trunkSid === trunk.trunkSid;
  const detached = isOnOurs && !isAtHome ? [detachNumber(number, trunk)] : [];
  const keys = detached.map(({ key }) => key);
  const goesBack = isAtHome && !isOnOurs;
  const restored = restoreNumber(bindingToRestore(before, number, mark), number, keys, !goesBack);
  const afterwards = restored.map(({ key }) => key);
  return [...detached, ...restored, ...(goesBack ? [returnNumber(number, trunk, afterwards)] : [])];
}

function returnNumber(
  { numberSid, phoneNumber }: DesiredNumber,
  { trunkSid }: ObservedTrunk,
  dependsOn: readonly string[],
): TrunkAction {
  return {
    key: `twilio.number.return.${numberSid}`,
    system: 'twilio',
    type: 'return-number',
    effect: 'change',
    dependsOn,
    summary: `Put ${phoneNumber} back on the trunk ${trunkSid}, where it was before.`,
    trunkSid,
    numberSid,
    phoneNumber,
  };
}

export function detachNumber(
  { numberSid, phoneNumber }: DesiredNumber,
  { trunkSid }: ObservedTrunk,
): Extract<TrunkAction, { type: 'detach-number' }> {
  return {
    key: `twilio.number.detach.${numberSid}`,
    system: 'twilio',
    type: 'detach-number',
    effect: 'remove',
    dependsOn: [],
    summary: `Take ${phoneNumber} off the trunk; the number stays in the account.`,
    trunkSid,
    numberSid,
    phoneNumber,
  };
}

/**
 * Gives a number the given binding back. A fallback URL is only taken while there is a voice URL (Twilio 21405), so for a number that
 * had one without the other it goes first, while another address still stands there.
 */
export function restoreNumber(
  restored: ObservedNumber,
  now: ObservedNumber,
  dependsOn: readonly string[],
  isLast: boolean,
): TrunkAction[] {
  const fields = fieldsThatDiffer(restored, now);
  if (fields.length === 0) return [];
  const base = {
    key: `twilio.number.restore.${now.numberSid}`,
    system: 'twilio',
    type: 'restore-number',
    effect: 'change',
    dependsOn,
    summary: `Give ${now.phoneNumber} back what answered it before.`,
  } as const;
  const last = { ...base, number: restored, fields, isLast };
  if (restored.voiceUrl !== null || restored.voiceFallbackUrl === null || !fields.includes('voiceFallbackUrl')) {
    return [last];
  }
  const between = { ...now, voiceUrl: now.voiceUrl ?? restored.voiceFallbackUrl, ...fallbackOf(restored) };
  const key = `${base.key}.fallback`;
  return [
    { ...base, key, number: between, fields: fieldsThatDiffer(between, now), isLast: false },
    { ...last, dependsOn: [...dependsOn, key], fields: fieldsThatDiffer(restored, between) },
  ];
}

function fallbackOf({ voiceFallbackUrl, voiceFallbackMethod }: ObservedNumber) {
  return { voiceFallbackUrl, voiceFallbackMethod };
}
