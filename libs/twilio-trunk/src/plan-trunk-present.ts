import { isSameDomain, matchCredentialList, matchTrunk, type Match } from './match-observed.js';
import { planAttachment, planCredentialList } from './plan-credential-list.js';
import { planTrunkItself } from './plan-trunk-itself.js';
import { planCredentials } from './plan-credentials.js';
import { planNumbers } from './plan-numbers.js';
import { planOriginationUrls } from './plan-origination-urls.js';
import { detachFrom } from './plan-detachments.js';
import type { PlanNotice, TrunkPlan } from './trunk-plan.js';
import type { TrunkAction } from './trunk-action.js';
import type { TrunkLedger } from './trunk-ledger.js';
import type { DesiredTrunk, ObservedCredentialList, ObservedTrunk, ObservedTwilio } from './trunk-types.js';

const TRUNK_READY = ['twilio.trunk.create', 'twilio.trunk.adopt', 'twilio.trunk.record'];

/** What must be done so that the trunk is there and complete. Creating comes first, changing next, clearing away last. */
export function planTrunkPresent(desired: DesiredTrunk, observed: ObservedTwilio, ledger: TrunkLedger): TrunkPlan {
  const trunk = matchTrunk(desired, observed, ledger);
  const list = matchCredentialList(desired, observed, ledger);
  const parents = [...planTrunkItself(desired, trunk, ledger), ...planCredentialList(desired, list, ledger)];
  const parentKeys = new Set(parents.map((action) => action.key));
  const after = (...keys: string[]): string[] => keys.filter((key) => parentKeys.has(key));

  const trunkKeys = after(...TRUNK_READY);
  const listKeys = after(
    'twilio.credential-list.create',
    'twilio.credential-list.adopt',
    'twilio.credential-list.record',
  );
  const credentials = planCredentials(desired, list.main, ledger, listKeys);
  const urls = planOriginationUrls(desired, trunk.main, ledger, trunkKeys);
  const numbers = planNumbers(desired, observed, trunk, ledger, trunkKeys);

  return {
    actions: [
      ...parents,
      ...credentials.actions,
      ...planAttachment(trunk.main, list.main, trunkKeys, listKeys),
      ...planRecording(desired, trunk.main, trunkKeys),
      ...urls.actions,
      ...numbers.actions,
      ...planDuplicates(trunk, list),
    ],
    notices: [...credentials.notices, ...urls.notices, ...numbers.notices, ...trunkNotices(desired, trunk, list.main)],
  };
}

function planRecording(desired: DesiredTrunk, trunk: ObservedTrunk | null, trunkKeys: string[]): TrunkAction[] {
  // A new trunk does not record (Twilio's default), so there is nothing to set for the default.
  const current = trunk?.recording ?? { mode: 'do-not-record', trim: 'do-not-trim' };
  const { mode, trim } = desired.recording;
  // The trim setting means nothing while nothing is recorded.
  if (current.mode === mode && (current.trim === trim || mode === 'do-not-record')) return [];
  return [
    {
      key: 'twilio.recording.set',
      system: 'twilio',
      type: 'set-recording',
      effect: 'change',
      dependsOn: trunkKeys,
      summary:
        mode === 'do-not-record'
          ? 'Stop recording the calls of the trunk.'
          : `Record the calls of the trunk (recording mode ${mode}, ${trim}).`,
      recording: desired.recording,
    },
  ];
}

/** Only what carries our name is ever removed, and only when the one in use is another. */
function planDuplicates(trunk: Match<ObservedTrunk>, list: Match<ObservedCredentialList>): TrunkAction[] {
  const trunks = trunk.duplicates.map((duplicate): TrunkAction => ({
    key: `twilio.trunk.delete.${duplicate.trunkSid}`,
    system: 'twilio',
    type: 'delete-trunk',
    effect: 'remove',
    dependsOn: [],
    summary: `Remove the duplicate trunk ${duplicate.trunkSid}, which an interrupted attempt of ours created.`,
    trunkSid: duplicate.trunkSid,
  }));
  const detachments = detachFrom(trunk.main, list.duplicates);
  // Twilio refuses to delete a list that is still associated with a trunk (21241).
  const freed = [...trunks, ...detachments].map((action) => action.key);
  return [
    ...trunks,
    ...detachments,
    ...list.duplicates.map((duplicate): TrunkAction => ({
      key: `twilio.credential-list.delete.${duplicate.credentialListSid}`,
      system: 'twilio',
      type: 'delete-credential-list',
      effect: 'remove',
      dependsOn: freed,
      summary: `Remove the duplicate credential list ${duplicate.credentialListSid}.`,
      credentialListSid: duplicate.credentialListSid,
    })),
  ];
}

/** What the tenant should know about the trunk itself. */
function trunkNotices(
  desired: DesiredTrunk,
  { main, mainIsOurs }: Match<ObservedTrunk>,
  list: ObservedCredentialList | null,
): PlanNotice[] {
  if (main === null) return [];
  const foreignLists = main.credentialListSids.filter((sid) => sid !== list?.credentialListSid);
  const elsewhere = !mainIsOurs && main.domainName !== null && !isSameDomain(main.domainName, desired.domainName);
  return [
    ...(main.ipAccessControlListSids.length === 0
      ? []
      : [
          {
            code: 'trunk.ip_access_control',
            sentence:
              'The trunk also has an IP access control list. Twilio then demands the right address and the right password, so calls ' +
              'from LiveKit are refused unless its addresses are on that list.',
          },
        ]),
    ...(foreignLists.length === 0
      ? []
      : [
          {
            code: 'trunk.foreign_credential_lists',
            sentence: `The trunk also accepts the credential list ${foreignLists.join(', ')}; its user names can dial on this account’s bill.`,
          },
        ]),
    ...(elsewhere
      ? [
          {
            code: 'trunk.domain_differs',
            sentence: `The adopted trunk answers for ${main.domainName}, not for ${desired.domainName}, which is what LiveKit dials. Change it back at Twilio.`,
          },
        ]
      : []),
  ];
}
