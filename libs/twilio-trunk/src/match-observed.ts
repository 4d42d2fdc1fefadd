import type { TrunkLedger } from './trunk-ledger.js';
import type { DesiredTrunk, ObservedCredentialList, ObservedTrunk, ObservedTwilio } from './trunk-types.js';

/** Which of the observed objects is the tenant's, and which are left over from an interrupted attempt. */
export interface Match<T> {
  readonly main: T | null;
  /** Ours beyond doubt (recorded as created, or carrying our name): only these are ever removed. */
  readonly mainIsOurs: boolean;
  readonly duplicates: readonly T[];
}

/**
 * The recorded trunk if it is still there, else the one with our domain, else the oldest with our name; failing these the one that
 * was looked for by SID, which a row of the origin system names.
 */
export function matchTrunk(desired: DesiredTrunk, observed: ObservedTwilio, ledger: TrunkLedger): Match<ObservedTrunk> {
  const named = observed.trunks.filter((trunk) => trunk.friendlyName === desired.friendlyName);
  const main =
    observed.trunks.find((trunk) => trunk.trunkSid === ledger.trunk?.sid) ??
    observed.trunks.find((trunk) => isSameDomain(trunk.domainName, desired.domainName)) ??
    named[0] ??
    observed.trunks[0] ??
    null;
  return {
    main,
    mainIsOurs: main !== null && isOurs(main.trunkSid, main.friendlyName === desired.friendlyName, ledger.trunk),
    duplicates: named.filter((trunk) => trunk !== main),
  };
}

/** The recorded list if it is still there, else the one with our name (names are unique in an account: Twilio 21240). */
export function matchCredentialList(
  desired: DesiredTrunk,
  observed: ObservedTwilio,
  ledger: TrunkLedger,
): Match<ObservedCredentialList> {
  const named = observed.credentialLists.filter((list) => list.friendlyName === desired.credentialListName);
  const main =
    observed.credentialLists.find((list) => list.credentialListSid === ledger.credentialList?.sid) ??
    named[0] ??
    observed.credentialLists[0] ??
    null;
  return {
    main,
    mainIsOurs:
      main !== null &&
      isOurs(main.credentialListSid, main.friendlyName === desired.credentialListName, ledger.credentialList),
    duplicates: named.filter((list) => list !== main),
  };
}

/** Host names are the same in any case, and Twilio keeps the case it was given. */
export function isSameDomain(one: string | null, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

function isOurs(
  sid: string,
  carriesOurName: boolean,
  recorded: { readonly sid: string; readonly ownership: 'created' | 'adopted' } | null,
): boolean {
  if (recorded?.sid === sid) return recorded.ownership === 'created';
  return carriesOurName;
}
