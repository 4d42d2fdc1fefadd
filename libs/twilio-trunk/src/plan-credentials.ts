import type { PlanNotice } from './trunk-plan.js';
import type { TrunkAction } from './trunk-action.js';
import type { TrunkLedger } from './trunk-ledger.js';
import type { DesiredTrunk, ObservedCredential, ObservedCredentialList } from './trunk-types.js';

/**
 * The user names of the list. A password cannot be read back, so one that we did not provably write last (no record of the write,
 * or Twilio's date of change is another than after our write) is written again.
 */
export function planCredentials(
  desired: DesiredTrunk,
  list: ObservedCredentialList | null,
  ledger: TrunkLedger,
  listKeys: readonly string[],
): { readonly actions: readonly TrunkAction[]; readonly notices: readonly PlanNotice[] } {
  const present = list?.credentials ?? [];
  const actions = desired.sipUsernames.flatMap((username) =>
    planOne(
      username,
      present.find((credential) => credential.username === username),
      ledger,
      listKeys,
    ),
  );
  if (list === null) return { actions, notices: [] };

  const others = present.filter((credential) => !desired.sipUsernames.includes(credential.username));
  const retired = others.filter((credential) => isOurs(credential, desired, ledger));
  const foreign = others.length - retired.length;
  // Never before the current one works, and then not at once: its overlap begins when that is known, so the next look decides.
  const leaving = actions.length > 0 ? [] : retired;
  return {
    actions: [
      ...actions,
      ...leaving.map((credential): TrunkAction => ({
        key: `twilio.credential.delete.${credential.credentialSid}`,
        system: 'twilio',
        type: 'delete-credential',
        effect: 'remove',
        dependsOn: [],
        summary: `Remove the retired SIP user name ${credential.username}.`,
        loses: 'Whoever still dials with it is refused.',
        credentialListSid: list.credentialListSid,
        credentialSid: credential.credentialSid,
      })),
    ],
    notices:
      foreign === 0
        ? []
        : [
            {
              code: 'trunk.foreign_credentials',
              sentence: `The credential list holds ${foreign} user name(s) that Trunkline did not make; they can dial through the trunk.`,
            },
          ],
  };
}

function planOne(
  username: string,
  found: ObservedCredential | undefined,
  ledger: TrunkLedger,
  listKeys: readonly string[],
): TrunkAction[] {
  if (found === undefined) {
    return [
      {
        key: `twilio.credential.create.${username}`,
        system: 'twilio',
        type: 'create-credential',
        effect: 'create',
        dependsOn: listKeys,
        summary: `Create the SIP user name ${username} with a strong password.`,
        username,
      },
    ];
  }
  const recorded = ledger.credentials.find((credential) => credential.sid === found.credentialSid);
  if (recorded !== undefined && recorded.dateUpdated === found.dateUpdated) return [];
  return [
    {
      key: `twilio.credential.password.${username}`,
      system: 'twilio',
      type: 'set-credential-password',
      effect: 'change',
      dependsOn: listKeys,
      summary:
        recorded === undefined
          ? `Set the stored password on the existing SIP user name ${username}.`
          : `Set the password of ${username} back: it was changed at Twilio.`,
      credentialSid: found.credentialSid,
      username,
    },
  ];
}

/**
 * Made by us, or adopted and used by us until a rotation replaced it: a rotation that left the old password good would be none.
 */
function isOurs(credential: ObservedCredential, desired: DesiredTrunk, ledger: TrunkLedger): boolean {
  return (
    credential.username.startsWith(desired.ownUsernamePrefix) ||
    ledger.credentials.some((entry) => entry.sid === credential.credentialSid)
  );
}
