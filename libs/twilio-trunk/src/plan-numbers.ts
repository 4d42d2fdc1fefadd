import type { Match } from './match-observed.js';
import type { PlanNotice } from './trunk-plan.js';
import type { TrunkAction } from './trunk-action.js';
import type { TrunkLedger } from './trunk-ledger.js';
import type { BindingField, DesiredTrunk, ObservedNumber, ObservedTrunk, ObservedTwilio } from './trunk-types.js';

/**
 * The numbers on the trunk. Attaching one makes Twilio ignore its voice URL and delete its TwiML App binding, so how it was is
 * recorded before and restored after. A number on another trunk is never taken away from it.
 */
export function planNumbers(
  desired: DesiredTrunk,
  observed: ObservedTwilio,
  { main: trunk, mainIsOurs: trunkIsOurs }: Match<ObservedTrunk>,
  ledger: TrunkLedger,
  trunkKeys: readonly string[],
): { readonly actions: readonly TrunkAction[]; readonly notices: readonly PlanNotice[] } {
  const actions: TrunkAction[] = [];
  const notices: PlanNotice[] = [];
  for (const { numberSid, phoneNumber } of desired.numbers) {
    const number = observed.numbers.find((candidate) => candidate.numberSid === numberSid);
    if (number === undefined) {
      notices.push({ code: 'number.not_in_account', sentence: `${phoneNumber} is no longer in the Twilio account.` });
    } else if (number.trunkSid === null) {
      actions.push(attachNumber(number, trunkKeys));
    } else if (number.trunkSid !== trunk?.trunkSid) {
      notices.push({
        code: 'number.on_other_trunk',
        sentence: `${phoneNumber} is on the trunk ${number.trunkSid}. Detach it there first; Trunkline takes no number away.`,
      });
    }
  }
  const byHand = trunkIsOurs ? addedByHand(trunk, desired, ledger) : [];
  if (byHand.length > 0) {
    notices.push({
      code: 'trunk.foreign_numbers',
      sentence: `${byHand.join(', ')} was put on the trunk at Twilio and not here; calls to it reach LiveKit, where nobody answers them.`,
    });
  }
  const wanted = new Set(desired.numbers.map((number) => number.numberSid));
  const dropped = ledger.numbers.filter((number) => !wanted.has(number.numberSid));
  return {
    actions: [...actions, ...dropped.flatMap((entry) => releaseNumber(entry.before, observed, trunk))],
    notices,
  };
}

/** Takes a number off our trunk (if it is still there) and puts its former binding back. */
export function releaseNumber(
  before: ObservedNumber,
  observed: ObservedTwilio,
  trunk: ObservedTrunk | null,
): TrunkAction[] {
  const number = observed.numbers.find((candidate) => candidate.numberSid === before.numberSid);
  if (number === undefined) return [];
  const actions: TrunkAction[] = [];
  if (trunk !== null && number.trunkSid === trunk.trunkSid) {
    actions.push({
      key: `twilio.number.detach.${before.numberSid}`,
      system: 'twilio',
      type: 'detach-number',
      effect: 'remove',
      dependsOn: [],
      summary: `Take ${before.phoneNumber} off the trunk; the number stays in the account.`,
      trunkSid: trunk.trunkSid,
      numberSid: before.numberSid,
      phoneNumber: before.phoneNumber,
    });
  } else if (number.trunkSid !== null) {
    // Somebody moved it on to another trunk: that is theirs to decide.
    return [];
  }
  const restored = bindingToRestore(before, number);
  const fields = BINDING.filter((name) => restored[name] !== number[name]);
  if (fields.length > 0) {
    actions.push({
      key: `twilio.number.restore.${before.numberSid}`,
      system: 'twilio',
      type: 'restore-number',
      effect: 'change',
      dependsOn: actions.map((action) => action.key),
      summary: `Give ${before.phoneNumber} back what answered it before.`,
      number: restored,
      fields,
    });
  }
  return actions;
}

/** Numbers on our trunk that nobody asked Trunkline for. */
function addedByHand(trunk: ObservedTrunk | null, desired: DesiredTrunk, ledger: TrunkLedger): string[] {
  const known = new Set([...desired.numbers, ...ledger.numbers].map((number) => number.numberSid));
  return (trunk?.numbers ?? []).filter(({ numberSid }) => !known.has(numberSid)).map(({ phoneNumber }) => phoneNumber);
}

function attachNumber(number: ObservedNumber, trunkKeys: readonly string[]): TrunkAction {
  const loses = [
    ...(number.voiceApplicationSid ? [`its TwiML App ${number.voiceApplicationSid}`] : []),
    ...(number.voiceUrl ? ['its voice URL'] : []),
  ];
  return {
    key: `twilio.number.attach.${number.numberSid}`,
    system: 'twilio',
    type: 'attach-number',
    effect: 'change',
    dependsOn: trunkKeys,
    summary: `Put ${number.phoneNumber} on the trunk.`,
    ...(loses.length > 0
      ? { loses: `Until it is detached again the number does not use ${loses.join(' and ')}.` }
      : {}),
    number,
  };
}

const BINDING: readonly BindingField[] = [
  'voiceApplicationSid',
  'voiceUrl',
  'voiceMethod',
  'voiceFallbackUrl',
  'voiceFallbackMethod',
];

/**
 * What the number is to have again. What somebody set anew since is newer than our record and stays; of the rest, what is missing
 * went with our attaching it (Twilio drops the application).
 */
function bindingToRestore(before: ObservedNumber, now: ObservedNumber): ObservedNumber {
  const newVoice =
    now.voiceUrl !== null && (now.voiceUrl !== before.voiceUrl || now.voiceMethod !== before.voiceMethod);
  const newFallback =
    now.voiceFallbackUrl !== null &&
    (now.voiceFallbackUrl !== before.voiceFallbackUrl || now.voiceFallbackMethod !== before.voiceFallbackMethod);
  const voice = newVoice ? now : before;
  const fallback = newFallback ? now : before;
  return {
    ...before,
    // An application would answer instead of the new URL.
    voiceApplicationSid: now.voiceApplicationSid ?? (newVoice ? null : before.voiceApplicationSid),
    voiceUrl: voice.voiceUrl,
    voiceMethod: voice.voiceMethod,
    voiceFallbackUrl: fallback.voiceFallbackUrl,
    voiceFallbackMethod: fallback.voiceFallbackMethod,
  };
}
