import type { VendorState } from '../provisioning/invariants.js';
import type { AccountState } from '../provisioning/sandbox-state.js';

/** The part of an agent's configuration with which it places calls. */
export interface Handed {
  /** Mode inline. */
  readonly trunk?: { readonly hostname: string; readonly authUsername: string; readonly authPassword: string };
  /** Mode stored: LiveKit signs in with what its trunk has. */
  readonly sipTrunkId?: string;
}

/** The user name with which Twilio lets the call in; null when it refuses. */
export function acceptsInline({ trunk }: Handed, { account }: VendorState): string | null {
  return trunk !== undefined && isLetIn(account, trunk.hostname, trunk.authUsername, trunk.authPassword)
    ? trunk.authUsername
    : null;
}

export function acceptsStored({ sipTrunkId }: Handed, { account, livekit }: VendorState): string | null {
  const trunk = livekit.outbound_trunks[sipTrunkId ?? ''];
  return trunk !== undefined && isLetIn(account, trunk.address, trunk.auth_username, trunk.auth_password)
    ? trunk.auth_username
    : null;
}

/** As Twilio decides it: the domain's trunk, its credential lists, a user of one of them with that password. */
function isLetIn(account: AccountState, domainName: string, username: string, password: string): boolean {
  return Object.values(account.trunks)
    .filter((trunk) => trunk.domainName === domainName)
    .flatMap((trunk) => Object.keys(trunk.credentialLists))
    .flatMap((listSid) => Object.values(account.credentialLists[listSid]?.credentials ?? {}))
    .some((user) => user.username === username && user.password === password);
}
