import type twilio from 'twilio';
import { allPages } from './all-pages.js';
import { numbersOf } from './read-number.js';
import { isApiKeySid } from './sid.js';
import type { AccountFacts } from './trunk-types.js';
import { TwilioError } from './twilio-error.js';

/**
 * Proves the credentials on both API hosts. The account itself can only be read with the auth token (Standard API keys get
 * 20003 on /Accounts), so a key is proved by the cheapest thing it may read, and the kind of account stays unknown.
 */
export async function inspectAccount(client: twilio.Twilio): Promise<AccountFacts> {
  const isKey = isApiKeySid(client.username ?? '');
  const [account, trunks] = await Promise.allSettled([
    isKey ? readByKey(client) : readByToken(client),
    client.trunking.v1.trunks.list(allPages()),
  ]);
  if (account.status === 'rejected' && trunks.status === 'rejected') throw account.reason;
  if (account.status === 'rejected') throw oneSided(account.reason);
  if (account.value.status !== 'active') throw suspended(account.value.status);
  if (trunks.status === 'rejected') throw oneSided(trunks.reason);
  // The trunking host has no account in its paths: it answers for whatever account the credentials belong to.
  const isParent = !isKey && client.username !== client.accountSid;
  if (isParent || trunks.value.some((trunk) => trunk.accountSid !== client.accountSid)) throw parental();
  return { ...account.value, trunkCount: trunks.value.length };
}

type AccountOnly = Omit<AccountFacts, 'trunkCount'>;

/** Field by field: the answer also holds the auth token (which the transport has dropped by now). */
async function readByToken(client: twilio.Twilio): Promise<AccountOnly> {
  const { sid, friendlyName, status, type } = await client.api.v2010.accounts(client.accountSid).fetch();
  if (sid !== client.accountSid) throw foreign();
  return {
    accountSid: sid,
    friendlyName: friendlyName ?? null,
    status,
    type: type === 'Full' || type === 'Trial' ? type : 'unknown',
  };
}

async function readByKey(client: twilio.Twilio): Promise<AccountOnly> {
  await numbersOf(client).list({ pageSize: 1, limit: 1 });
  return { accountSid: client.accountSid, friendlyName: null, status: 'active', type: 'unknown' };
}

/**
 * Good on one host and refused on the other: a restricted key, or a parent's credentials for a subaccount (which the trunking
 * host does not take). A rejection would be the wrong word, since the credentials are right.
 */
function oneSided(reason: unknown): unknown {
  const refusals = ['twilio.credentials_rejected', 'twilio.permission_denied'];
  if (!(reason instanceof TwilioError) || !refusals.includes(reason.code)) return reason;
  return new TwilioError('twilio.permission_denied', 'refused', reason.facts);
}

function suspended(status: string): TwilioError {
  return new TwilioError('twilio.account_suspended', 'refused', { detail: `the account is ${status}` });
}

function parental(): TwilioError {
  return new TwilioError('twilio.permission_denied', 'refused', {
    detail: 'the trunking host takes these credentials for another account; a subaccount needs its own',
  });
}

function foreign(): TwilioError {
  return new TwilioError('twilio.credentials_rejected', 'refused', {
    detail: 'the credentials belong to another account than the one given',
  });
}
