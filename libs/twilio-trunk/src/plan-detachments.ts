import type { TrunkAction } from './trunk-action.js';
import type { ObservedCredentialList, ObservedTrunk } from './trunk-types.js';

/** Takes those of the given lists off a trunk that are on it. */
export function detachFrom(trunk: ObservedTrunk | null, lists: readonly ObservedCredentialList[]): TrunkAction[] {
  if (trunk === null) return [];
  return lists
    .filter((list) => trunk.credentialListSids.includes(list.credentialListSid))
    .map((list): TrunkAction => ({
      key: `twilio.credential-list.detach.${list.credentialListSid}`,
      system: 'twilio',
      type: 'detach-credential-list',
      effect: 'remove',
      dependsOn: [],
      summary: `Take the credential list “${list.friendlyName}” off the trunk.`,
      trunkSid: trunk.trunkSid,
      credentialListSid: list.credentialListSid,
    }));
}
