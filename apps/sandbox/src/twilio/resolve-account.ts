import type { Account } from '../store/records.js';
import type { TwilioStore } from '../store/twilio-store.js';
import type { Actor } from './authenticate.js';
import { notFound, TwilioError } from './errors.js';
import type { Match } from './router.js';

/** A suspended account may still be looked at, and its parent may wake it up; otherwise nobody could. */
const OPEN_TO_SUSPENDED = new Set(['FetchAccount', 'ListAccount']);
const OPEN_TO_PARENT = new Set([...OPEN_TO_SUSPENDED, 'UpdateAccount']);

/**
 * Whose resources a request is about, and whether the caller may touch them. On api.twilio.com a parent's credentials work
 * for its subaccounts, because the path names the account; on trunking.twilio.com the credentials alone name it.
 */
export function resolveAccount(store: TwilioStore, actor: Actor, { operation, path }: Match): Account {
  if (actor.key?.kind === 'standard' && operation.mainCredentialsOnly) throw new TwilioError(20003);
  const named = path.get('AccountSid');
  const account = named === undefined ? actor.account : store.account(named);
  if (!account || (account.sid !== actor.account.sid && account.ownerAccountSid !== actor.account.sid)) {
    throw notFound(`/Accounts/${named ?? ''}`);
  }
  const isSuspended = (one: Account) => one.status === 'suspended' || parentSuspended(store, one);
  if (isSuspended(actor.account) && !OPEN_TO_SUSPENDED.has(operation.id)) throw new TwilioError(10001);
  if (isSuspended(account) && !OPEN_TO_PARENT.has(operation.id)) throw new TwilioError(10001);
  if (account.status === 'closed' && !operation.mainCredentialsOnly) throw new TwilioError(20003);
  return account;
}

/** Suspending a parent suspends its subaccounts. */
function parentSuspended(store: TwilioStore, account: Account): boolean {
  return store.account(account.ownerAccountSid)?.status === 'suspended';
}
