import { isSameDomain, matchCredentialList, matchTrunk, type Match } from './match-observed.js';
import { detachFrom } from './plan-detachments.js';
import { releaseNumber } from './plan-number-release.js';
import { settingsThatDiffer } from './diff-settings.js';
import type { TrunkPlan } from './trunk-plan.js';
import type { TrunkAction } from './trunk-action.js';
import type { TrunkLedger } from './trunk-ledger.js';
import type { DesiredTrunk, ObservedCredentialList, ObservedTrunk, ObservedTwilio } from './trunk-types.js';

/** What must be done so that nothing of ours is left and what was adopted is as it was. Numbers are never released. */
export function planTrunkAbsent(desired: DesiredTrunk, observed: ObservedTwilio, ledger: TrunkLedger): TrunkPlan {
  const trunk = matchTrunk(desired, observed, ledger);
  const list = matchCredentialList(desired, observed, ledger);
  const numbers = ledger.numbers.flatMap((entry) => releaseNumber(entry.before, observed, trunk, desired.hookMark));
  const afterNumbers = numbers.filter((action) => action.type === 'detach-number').map((action) => action.key);

  const trunks = [
    ...(trunk.main === null
      ? []
      : trunk.mainIsOurs
        ? [deleteTrunk(trunk.main, ledger, afterNumbers)]
        : [...giveBackTrunk(trunk.main, ledger, desired), ...detachFrom(trunk.main, listsToDetach(list, ledger))]),
    ...trunk.duplicates.map((duplicate) => deleteTrunk(duplicate, ledger, [])),
  ];
  // Twilio refuses to delete a list that is still associated with a trunk (21241).
  const afterTrunks = trunks
    .filter((action) => action.type === 'delete-trunk' || action.type === 'detach-credential-list')
    .map((action) => action.key);
  return {
    actions: [
      ...numbers,
      ...trunks,
      ...(list.main === null
        ? []
        : list.mainIsOurs
          ? [deleteList(list.main, afterTrunks)]
          : giveBackList(list.main, desired, ledger)),
      ...list.duplicates.map((duplicate) => deleteList(duplicate, afterTrunks)),
    ],
    notices: [],
  };
}

function deleteTrunk(trunk: ObservedTrunk, ledger: TrunkLedger, dependsOn: readonly string[]): TrunkAction {
  const attachedByHand = trunk.numbers.filter(
    (number) => !ledger.numbers.some((entry) => entry.numberSid === number.numberSid),
  );
  return {
    key: `twilio.trunk.delete.${trunk.trunkSid}`,
    system: 'twilio',
    type: 'delete-trunk',
    effect: 'remove',
    dependsOn,
    summary: `Delete the trunk ${trunk.domainName ?? trunk.trunkSid}, which Trunkline created.`,
    ...(attachedByHand.length > 0
      ? {
          loses: `${attachedByHand.map((number) => number.phoneNumber).join(', ')} will be on no trunk; the account keeps them.`,
        }
      : {}),
    trunkSid: trunk.trunkSid,
  };
}

function deleteList(list: ObservedCredentialList, dependsOn: readonly string[]): TrunkAction {
  return {
    key: `twilio.credential-list.delete.${list.credentialListSid}`,
    system: 'twilio',
    type: 'delete-credential-list',
    effect: 'remove',
    dependsOn,
    summary: `Delete the credential list “${list.friendlyName}”, which Trunkline created.`,
    loses: 'Whoever still dials with its user names is refused.',
    credentialListSid: list.credentialListSid,
  };
}

/**
 * Our own lists leave any trunk that stays, whether or not we got to record that we put them there; one of the tenant's only if we
 * did.
 */
function listsToDetach(
  { main, mainIsOurs, duplicates }: Match<ObservedCredentialList>,
  ledger: TrunkLedger,
): readonly ObservedCredentialList[] {
  return main !== null && (mainIsOurs || ledger.attachedCredentialList) ? [main, ...duplicates] : duplicates;
}

/** An adopted trunk gets back its settings and loses only what we added to it. */
function giveBackTrunk(trunk: ObservedTrunk, ledger: TrunkLedger, desired: DesiredTrunk): TrunkAction[] {
  if (ledger.trunk?.sid !== trunk.trunkSid) return [];
  const actions: TrunkAction[] = [];
  const before = ledger.trunk.before;
  const settings = before === null ? {} : settingsThatDiffer(before.settings, trunk.settings);
  // One that had no domain got ours.
  const hasOurDomain = before?.domainName === null && isSameDomain(trunk.domainName, desired.domainName);
  // Twilio has no way to unset it, and without a URL it means nothing.
  const method = before?.disasterRecoveryMethod ?? null;
  const hasOurMethod = method !== null && method !== trunk.disasterRecoveryMethod;
  if (Object.keys(settings).length > 0 || hasOurDomain || hasOurMethod) {
    actions.push({
      key: 'twilio.trunk.restore',
      system: 'twilio',
      type: 'update-trunk',
      effect: 'change',
      dependsOn: [],
      summary: `Give the trunk ${trunk.trunkSid} its former settings back.`,
      trunkSid: trunk.trunkSid,
      settings,
      ...(hasOurDomain ? { domainName: '' } : {}),
      ...(method !== null && (hasOurMethod || settings.disasterRecoveryUrl) ? { disasterRecoveryMethod: method } : {}),
    });
  }
  if (
    before !== null &&
    (before.recording.mode !== trunk.recording.mode || before.recording.trim !== trunk.recording.trim)
  ) {
    actions.push({
      key: 'twilio.recording.restore',
      system: 'twilio',
      type: 'set-recording',
      effect: 'change',
      dependsOn: [],
      summary: `Give the trunk ${trunk.trunkSid} its former recording mode back.`,
      recording: before.recording,
    });
  }
  const created = new Set(ledger.originationUrls.filter((url) => url.ownership === 'created').map((url) => url.sid));
  const adopted = new Set(ledger.originationUrls.filter((url) => url.ownership === 'adopted').map((url) => url.sid));
  const ourNames = new Set(desired.originationUrls.map((url) => url.friendlyName));
  for (const url of trunk.originationUrls) {
    const ours =
      created.has(url.originationUrlSid) || (!adopted.has(url.originationUrlSid) && ourNames.has(url.friendlyName));
    if (!ours) continue;
    actions.push({
      key: `twilio.origination-url.delete.${url.originationUrlSid}`,
      system: 'twilio',
      type: 'delete-origination-url',
      effect: 'remove',
      dependsOn: [],
      summary: `Remove the origination URL ${url.sipUrl}.`,
      trunkSid: trunk.trunkSid,
      originationUrlSid: url.originationUrlSid,
    });
  }
  return actions;
}

/** From an adopted list only the user names that we added are removed. */
function giveBackList(list: ObservedCredentialList, desired: DesiredTrunk, ledger: TrunkLedger): TrunkAction[] {
  if (ledger.credentialList?.sid !== list.credentialListSid) return [];
  return list.credentials
    .filter((credential) => {
      const recorded = ledger.credentials.find((entry) => entry.sid === credential.credentialSid);
      return recorded === undefined
        ? credential.username.startsWith(desired.ownUsernamePrefix)
        : recorded.ownership === 'created';
    })
    .map((credential): TrunkAction => ({
      key: `twilio.credential.delete.${credential.credentialSid}`,
      system: 'twilio',
      type: 'delete-credential',
      effect: 'remove',
      dependsOn: [],
      summary: `Remove the SIP user name ${credential.username}, which Trunkline created.`,
      credentialListSid: list.credentialListSid,
      credentialSid: credential.credentialSid,
    }));
}
