import type { Match } from './match-observed.js';
import type { TrunkAction } from './trunk-action.js';
import type { TrunkLedger } from './trunk-ledger.js';
import type { DesiredTrunk, ObservedCredentialList, ObservedTrunk } from './trunk-types.js';

/** The list: created, taken up, adopted, or given its name back. What is in it, `planCredentials` says. */
export function planCredentialList(
  desired: DesiredTrunk,
  { main, mainIsOurs }: Match<ObservedCredentialList>,
  ledger: TrunkLedger,
): TrunkAction[] {
  if (main === null) {
    return [
      {
        key: 'twilio.credential-list.create',
        system: 'twilio',
        type: 'create-credential-list',
        effect: 'create',
        dependsOn: [],
        summary: `Create the credential list “${desired.credentialListName}”.`,
        friendlyName: desired.credentialListName,
      },
    ];
  }
  const actions: TrunkAction[] = [];
  if (ledger.credentialList?.sid !== main.credentialListSid) {
    actions.push({
      key: mainIsOurs ? 'twilio.credential-list.record' : 'twilio.credential-list.adopt',
      system: 'twilio',
      type: mainIsOurs ? 'record-credential-list' : 'adopt-credential-list',
      effect: 'adopt',
      dependsOn: [],
      summary: mainIsOurs
        ? `Take up the credential list ${main.credentialListSid}, which an interrupted attempt of ours created.`
        : `Adopt the existing credential list ${main.credentialListSid} (“${main.friendlyName}”).`,
      credentialListSid: main.credentialListSid,
    });
  }
  if (mainIsOurs && main.friendlyName !== desired.credentialListName) {
    actions.push({
      key: 'twilio.credential-list.rename',
      system: 'twilio',
      type: 'rename-credential-list',
      effect: 'change',
      dependsOn: [],
      summary: `Give the credential list ${main.credentialListSid} its name back.`,
      credentialListSid: main.credentialListSid,
      friendlyName: desired.credentialListName,
    });
  }
  return actions;
}

/** Without an associated list the domain receives no traffic at all (Twilio: empty auth_type). */
export function planAttachment(
  trunk: ObservedTrunk | null,
  list: ObservedCredentialList | null,
  trunkKeys: string[],
  listKeys: string[],
): TrunkAction[] {
  if (trunk !== null && list !== null && trunk.credentialListSids.includes(list.credentialListSid)) return [];
  return [
    {
      key: 'twilio.credential-list.attach',
      system: 'twilio',
      type: 'attach-credential-list',
      effect: 'create',
      dependsOn: [...trunkKeys, ...listKeys],
      summary: 'Let the trunk accept the user names of the credential list.',
    },
  ];
}
