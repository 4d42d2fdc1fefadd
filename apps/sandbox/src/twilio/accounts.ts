import type { JsonObject } from '../json.js';
import { newSecret, newSid } from '../store/ids.js';
import type { Account, AccountStatus, ApiKey, KeyKind } from '../store/records.js';
import { lookUp } from '../store/records.js';
import type { TwilioStore } from '../store/twilio-store.js';
import type { ParamTable } from './checks.js';
import { anything, maxLength, oneOf } from './checks.js';
import { rfc2822 } from './dates.js';
import { notFound, TwilioError } from './errors.js';
import { refuseBeyondLimit } from './limits.js';
import type { Call, Operation } from './operation.js';
import { created, gone, listOf, ok, operationOn, PAGING, touch } from './operation.js';

const ACCOUNTS = '/2010-04-01/Accounts';
// The contract calls the last segment {Sid}; {AccountSid} here lets the one rule about whose account it is apply.
const ACCOUNT = `${ACCOUNTS}/{AccountSid}`;
const KEYS = `${ACCOUNT}/Keys`;
const KEY = `${KEYS}/{Sid}`;

const NAMED: ParamTable = { FriendlyName: maxLength(64, 20002) };
const STATUS = oneOf('active', 'suspended', 'closed');

const SUBRESOURCES: Readonly<Record<string, string>> = {
  available_phone_numbers: 'AvailablePhoneNumbers',
  incoming_phone_numbers: 'IncomingPhoneNumbers',
  applications: 'Applications',
  keys: 'Keys',
  sip: 'SIP',
  balance: 'Balance',
};

/** The real answer carries the auth token too, which is why nobody may log it. */
function renderAccount(account: Account): JsonObject {
  const uri = `${ACCOUNTS}/${account.sid}`;
  return {
    sid: account.sid,
    auth_token: account.authToken,
    owner_account_sid: account.ownerAccountSid,
    friendly_name: account.friendlyName,
    status: account.status,
    type: account.type,
    date_created: rfc2822(account.dateCreated),
    date_updated: rfc2822(account.dateUpdated),
    subresource_uris: Object.fromEntries(
      Object.entries(SUBRESOURCES).map(([key, segment]) => [key, `${uri}/${segment}.json`]),
    ),
    uri: `${uri}.json`,
  };
}

function createSubaccount(call: Call): Account {
  if (call.actor.ownerAccountSid !== call.actor.sid) throw new TwilioError(21101);
  refuseBeyondLimit(call, 'subaccounts', call.store.subaccountsOf(call.actor).length);
  const friendlyName = call.input.text('FriendlyName') || `SubAccount Created at ${new Date().toISOString()}`;
  return call.store.createAccount({ friendlyName, parentSid: call.actor.sid, type: call.actor.type });
}

function updateAccount({ account, actor, input }: Call): Account {
  const status = input.optional('Status') as AccountStatus | undefined;
  // Only a parent may close or suspend, and only a subaccount.
  if (status !== undefined && account === actor) throw new TwilioError(20003);
  account.friendlyName = input.optional('FriendlyName') ?? account.friendlyName;
  account.status = status ?? account.status;
  touch(account);
  return account;
}

/** Also the control API's way to make a key; there alone a Main key can be had, as the Console does. */
export function createKey(store: TwilioStore, account: Account, friendlyName: string, kind: KeyKind): ApiKey {
  const key: ApiKey = { ...store.stamp(newSid('SK')), friendlyName, kind, secret: newSecret() };
  account.keys[key.sid] = key;
  return key;
}

function keyOf(call: Call): ApiKey {
  const key = lookUp(call.account.keys, call.path('Sid'));
  if (!key) throw notFound(`/Keys/${call.path('Sid')}`);
  return key;
}

const renderKey = (key: ApiKey): JsonObject => ({
  sid: key.sid,
  friendly_name: key.friendlyName,
  date_created: rfc2822(key.dateCreated),
  date_updated: rfc2822(key.dateUpdated),
});

const api = operationOn('api');
const mainCredentialsOnly = true;

export const ACCOUNT_OPERATIONS: readonly Operation[] = [
  api(
    'ListAccount',
    'GET',
    ACCOUNTS,
    { params: { ...PAGING, FriendlyName: anything, Status: STATUS }, mainCredentialsOnly },
    ({ actor, input, store }) => {
      const name = input.optional('FriendlyName');
      const status = input.optional('Status');
      const accounts = [actor, ...store.subaccountsOf(actor)]
        .filter((account) => name === undefined || account.friendlyName === name)
        .filter((account) => status === undefined || account.status === status);
      return listOf('accounts', accounts, renderAccount);
    },
  ),
  api('CreateAccount', 'POST', ACCOUNTS, { params: NAMED, mainCredentialsOnly }, (call) =>
    created(renderAccount(createSubaccount(call))),
  ),
  api('FetchAccount', 'GET', ACCOUNT, { mainCredentialsOnly }, ({ account }) => ok(renderAccount(account))),
  api('UpdateAccount', 'POST', ACCOUNT, { params: { ...NAMED, Status: STATUS }, mainCredentialsOnly }, (call) =>
    ok(renderAccount(updateAccount(call))),
  ),
  api('FetchBalance', 'GET', `${ACCOUNT}/Balance`, {}, ({ account }) => {
    // The balance is the parent's; a subaccount has none.
    if (account.ownerAccountSid !== account.sid) throw notFound(`/Accounts/${account.sid}/Balance.json`);
    return ok({ account_sid: account.sid, balance: account.balance, currency: account.currency });
  }),
  api('ListKey', 'GET', KEYS, { params: PAGING, mainCredentialsOnly }, ({ account }) =>
    listOf('keys', Object.values(account.keys), renderKey),
  ),
  api('CreateNewKey', 'POST', KEYS, { params: NAMED, mainCredentialsOnly }, ({ account, input, store }) => {
    const key = createKey(store, account, input.text('FriendlyName'), 'standard');
    return created({ ...renderKey(key), secret: key.secret });
  }),
  api('FetchKey', 'GET', KEY, { mainCredentialsOnly }, (call) => ok(renderKey(keyOf(call)))),
  api('UpdateKey', 'POST', KEY, { params: NAMED, mainCredentialsOnly }, (call) => {
    const key = keyOf(call);
    key.friendlyName = call.input.optional('FriendlyName') ?? key.friendlyName;
    touch(key);
    return ok(renderKey(key));
  }),
  api('DeleteKey', 'DELETE', KEY, { mainCredentialsOnly }, (call) => {
    delete call.account.keys[keyOf(call).sid];
    return gone;
  }),
];
