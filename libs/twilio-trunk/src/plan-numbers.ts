import type { Match } from './match-observed.js';
import { bindingToRestore, bindToWebhooks, fieldsThatDiffer, isOwnHook } from './number-binding.js';
import { detachNumber, releaseNumber, restoreNumber } from './plan-number-release.js';
import type { PlanNotice } from './trunk-plan.js';
import type { TrunkAction } from './trunk-action.js';
import type { TrunkLedger } from './trunk-ledger.js';
import type { DesiredNumber, DesiredTrunk, ObservedNumber, ObservedTrunk, ObservedTwilio } from './trunk-types.js';

interface NumberPlan {
  readonly actions: readonly TrunkAction[];
  readonly notices: readonly PlanNotice[];
}

const NOTHING: NumberPlan = { actions: [], notices: [] };

/**
 * The numbers on the two planes. Putting one on the trunk makes Twilio ignore its voice URL and delete its TwiML App binding, and on the
 * webhook plane both are ours: so how it was is recorded before and restored after. A number on another trunk is never taken away from
 * it.
 */
export function planNumbers(
  desired: DesiredTrunk,
  observed: ObservedTwilio,
  match: Match<ObservedTrunk>,
  ledger: TrunkLedger,
  trunkKeys: readonly string[],
): NumberPlan {
  const { main: trunk, mainIsOurs: trunkIsOurs } = match;
  const mark = desired.hookMark;
  const found = (wanted: DesiredNumber, plan: (number: ObservedNumber) => NumberPlan): NumberPlan => {
    const number = observed.numbers.find(({ numberSid }) => numberSid === wanted.numberSid);
    if (number === undefined) return notice('number.not_in_account', notInAccount(wanted));
    if (number.trunkSid !== null && number.trunkSid !== trunk?.trunkSid) {
      return notice('number.on_other_trunk', onOtherTrunk(number));
    }
    return plan(number);
  };
  const kept = new Set(
    [desired.numbers, desired.webhookNumbers, desired.releases].flat().map(({ numberSid }) => numberSid),
  );
  const dropped = ledger.numbers.filter(({ numberSid }) => !kept.has(numberSid));
  const plans = [
    ...desired.numbers.map((wanted) => found(wanted, (number) => putOnTrunk(number, ledger, trunkKeys, mark))),
    ...desired.webhookNumbers.map((wanted) => found(wanted, (number) => putOnWebhooks(number, desired, trunk))),
    ...(trunkIsOurs ? [addedByHand(trunk, desired, ledger)] : []),
  ];
  return {
    actions: [
      ...plans.flatMap(({ actions }) => actions),
      ...dropped.flatMap((entry) => releaseNumber(entry.before, observed, match, mark)),
      ...planRenames(desired, observed),
      ...planReleases(desired, observed),
    ],
    notices: plans.flatMap(({ notices }) => notices),
  };
}

function putOnTrunk(
  number: ObservedNumber,
  ledger: TrunkLedger,
  trunkKeys: readonly string[],
  mark: string | null,
): NumberPlan {
  if (number.trunkSid !== null) return NOTHING;
  // Coming from the webhook plane: on the trunk its own addresses are the tenant's again.
  const entry = ledger.numbers.find(({ numberSid }) => numberSid === number.numberSid);
  const isBound = [number.voiceUrl, number.voiceFallbackUrl, number.statusCallback].some((url) => isOwnHook(url, mark));
  const former =
    entry !== undefined && isBound
      ? { ...bindingToRestore(entry.before, number, mark), voiceApplicationSid: number.voiceApplicationSid }
      : number;
  const restored = restoreNumber(former, number, [], false);
  return {
    actions: [...restored, attachNumber(former, [...trunkKeys, ...restored.map(({ key }) => key)], mark)],
    notices: [],
  };
}

/** On the webhook plane every field that decides about a call is ours; what stands there now is remembered. */
function putOnWebhooks(number: ObservedNumber, desired: DesiredTrunk, trunk: ObservedTrunk | null): NumberPlan {
  const binding = desired.webhookBinding;
  if (binding === null) return notice('number.webhook_not_public', notPublic(number));
  const bound = bindToWebhooks(number, binding);
  const fields = fieldsThatDiffer(bound, number);
  const detached =
    trunk !== null && number.trunkSid === trunk.trunkSid ? [{ ...detachNumber(number, trunk), before: number }] : [];
  if (fields.length === 0) return { actions: detached, notices: [] };
  const loses = whatItLoses(number, 'webhook', desired.hookMark);
  return {
    actions: [
      ...detached,
      {
        key: `twilio.number.bind.${number.numberSid}`,
        system: 'twilio',
        type: 'bind-number',
        effect: 'change',
        dependsOn: detached.map(({ key }) => key),
        summary: `Let our webhooks answer ${number.phoneNumber} (${fields.join(', ')}).`,
        ...(loses.length > 0 ? { loses: `Until it leaves this plane the number does not use ${and(loses)}.` } : {}),
        number: bound,
        fields,
        before: number,
      },
    ],
    notices: [],
  };
}

/** What of the tenant's own a number does not use while it is on a plane; what is ours by the mark is no loss. */
export function whatItLoses(number: ObservedNumber, plane: 'trunk' | 'webhook', mark: string | null): string[] {
  const url = (name: string, address: string | null): string[] =>
    address !== null && !isOwnHook(address, mark) ? [`the ${name} ${originOf(address)}`] : [];
  return [
    ...(number.voiceApplicationSid ? [`the TwiML App ${number.voiceApplicationSid}`] : []),
    ...url('voice URL', number.voiceUrl),
    ...(plane === 'webhook'
      ? [...url('fallback URL', number.voiceFallbackUrl), ...url('status callback', number.statusCallback)]
      : []),
  ];
}

/** Paths and queries of a tenant's addresses may hold secrets. */
function originOf(address: string): string {
  return URL.canParse(address) ? `${new URL(address).origin}/…` : 'not an address';
}

function attachNumber(number: ObservedNumber, dependsOn: readonly string[], mark: string | null): TrunkAction {
  const loses = whatItLoses(number, 'trunk', mark);
  return {
    key: `twilio.number.attach.${number.numberSid}`,
    system: 'twilio',
    type: 'attach-number',
    effect: 'change',
    dependsOn,
    summary: `Put ${number.phoneNumber} on the trunk.`,
    ...(loses.length > 0 ? { loses: `Until it is detached again the number does not use ${and(loses)}.` } : {}),
    number,
  };
}

function planRenames({ renames }: DesiredTrunk, { numbers }: ObservedTwilio): TrunkAction[] {
  return renames
    .filter((wanted) => numbers.some((number) => isSame(number, wanted) && number.friendlyName !== wanted.friendlyName))
    .map(({ numberSid, phoneNumber, friendlyName }) => ({
      key: `twilio.number.rename.${numberSid}`,
      system: 'twilio',
      type: 'rename-number',
      effect: 'change',
      dependsOn: [],
      summary: `Call ${phoneNumber} “${friendlyName}” at Twilio.`,
      numberSid,
      phoneNumber,
      friendlyName,
    }));
}

function planReleases({ releases }: DesiredTrunk, { numbers }: ObservedTwilio): TrunkAction[] {
  return releases
    .filter((wanted) => numbers.some((number) => isSame(number, wanted)))
    .map(({ numberSid, phoneNumber }) => ({
      key: `twilio.number.release.${numberSid}`,
      system: 'twilio',
      type: 'release-number',
      effect: 'remove',
      dependsOn: [],
      summary: `Give ${phoneNumber} back to Twilio for good.`,
      loses: 'The number itself: somebody else may get it, and nobody can give it back.',
      numberSid,
      phoneNumber,
    }));
}

/** Numbers on our trunk that nobody asked Trunkline for. */
function addedByHand(trunk: ObservedTrunk | null, desired: DesiredTrunk, ledger: TrunkLedger): NumberPlan {
  const known = new Set(
    [desired.numbers, desired.webhookNumbers, desired.releases, ledger.numbers]
      .flat()
      .map(({ numberSid }) => numberSid),
  );
  const byHand = (trunk?.numbers ?? []).filter(({ numberSid }) => !known.has(numberSid));
  if (byHand.length === 0) return NOTHING;
  const numbers = byHand.map(({ phoneNumber }) => phoneNumber).join(', ');
  return notice(
    'trunk.foreign_numbers',
    `${numbers} was put on the trunk at Twilio and not here; calls to it reach LiveKit, where nobody answers them.`,
  );
}

function notice(code: string, sentence: string): NumberPlan {
  return { actions: [], notices: [{ code, sentence }] };
}

const notInAccount = ({ phoneNumber }: DesiredNumber): string => `${phoneNumber} is no longer in the Twilio account.`;

const onOtherTrunk = ({ phoneNumber, trunkSid }: ObservedNumber): string =>
  `${phoneNumber} is on the trunk ${String(trunkSid)}. Detach it there first; Trunkline takes no number away.`;

const notPublic = ({ phoneNumber }: ObservedNumber): string =>
  `${phoneNumber} is to be answered by our webhooks, but this installation has no public https address (PUBLIC_URL).`;

const isSame = (one: DesiredNumber, other: DesiredNumber): boolean => one.numberSid === other.numberSid;

const and = (parts: readonly string[]): string => parts.join(' and ');
