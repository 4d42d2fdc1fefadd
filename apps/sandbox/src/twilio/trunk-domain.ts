import type { Account, Trunk } from '../store/records.js';
import type { TwilioStore } from '../store/twilio-store.js';
import { TwilioError } from './errors.js';

const SUFFIX = '.pstn.twilio.com';
// Letters, digits and dashes; a label is at most 63 long (DNS).
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * A termination domain must end in pstn.twilio.com and be free over all of Twilio's customers. Own account → 21245
 * (trunk validation), anybody else's → 21248 (taken). A dotted name needs its parent domain in the same account or the
 * parent account (21247).
 */
export function refuseDomainName(store: TwilioStore, account: Account, domainName: string, except?: Trunk): void {
  const labels = domainName.toLowerCase().endsWith(SUFFIX) ? domainName.slice(0, -SUFFIX.length).split('.') : [];
  if (labels.length === 0 || !labels.every((label) => LABEL.test(label))) {
    throw new TwilioError(21245, `DomainName must be letters, digits and dashes and end in pstn.twilio.com`);
  }
  if (labels.some((label) => label.toUpperCase() !== account.sid.toUpperCase() && namesAnAccount(store, label))) {
    throw new TwilioError(21245, 'DomainName must not be the SID of another account');
  }
  const owner = store.ownerOfDomain(domainName);
  if (owner && owner.trunk !== except) {
    throw owner.account === account
      ? new TwilioError(21245, `Another trunk of this account already has the domain ${domainName}`)
      : new TwilioError(21248, `Domain name ${domainName} is already taken`);
  }
  if (labels.length > 1) refuseOrphan(store, account, labels.slice(1).join('.') + SUFFIX);
}

function namesAnAccount(store: TwilioStore, label: string): boolean {
  return Object.keys(store.state.accounts).some((accountSid) => accountSid.toLowerCase() === label.toLowerCase());
}

function refuseOrphan(store: TwilioStore, account: Account, parentDomain: string): void {
  const owner = store.ownerOfDomain(parentDomain);
  if (!owner || ![account.sid, account.ownerAccountSid].includes(owner.account.sid)) {
    throw new TwilioError(21247, `The parent domain ${parentDomain} does not exist in this account`);
  }
}

/** A domain that others hang under can neither be renamed nor deleted. */
export function refuseDependentSubdomains(store: TwilioStore, trunk: Trunk): void {
  if (trunk.domainName === null) return;
  const tail = `.${trunk.domainName.toLowerCase()}`;
  const trunks = Object.values(store.state.accounts).flatMap((account) => Object.values(account.trunks));
  if (trunks.some((other) => other.domainName?.toLowerCase().endsWith(tail))) throw new TwilioError(21247);
}
