import { takeFreeNumber } from '../demo-account.js';
import type { Json, JsonObject } from '../json.js';
import { isJsonObject } from '../json.js';
import { newSecret } from '../store/ids.js';
import { newNumber, setTrunk, setVoiceApplication } from '../store/new-number.js';
import type { Account, Limits, PhoneNumber } from '../store/records.js';
import { createKey } from '../twilio/accounts.js';
import { inInventory } from '../twilio/inventory.js';
import * as read from './read.js';
import type { ControlRequest, ControlRoute } from './route.js';
import { ControlError, route } from './route.js';

const TYPES = ['Full', 'Trial'] as const;
const STATUSES = ['active', 'suspended', 'closed'] as const;
const SETTINGS = ['friendlyName', 'type', 'status', 'balance', 'currency', 'limits'];

export function accountIn({ parts, path }: ControlRequest): Account {
  const account = parts.world.twilio.account(path('accountSid'));
  if (!account) throw new ControlError(404, `no account ${path('accountSid')}`);
  return account;
}

function limitsIn(body: JsonObject): Partial<Limits> | undefined {
  const limits = read.optionalObject(body, 'limits');
  if (limits === undefined) return undefined;
  const names: readonly (keyof Limits)[] = [
    'trunks',
    'originationUrls',
    'credentialLists',
    'credentials',
    'ipAccessControlLists',
    'ipAddresses',
    'numbers',
    'subaccounts',
    'concurrentRequests',
  ];
  read.only(limits, names);
  return Object.fromEntries(Object.keys(limits).map((name) => [name, read.optionalNumber(limits, name)]));
}

const describe = (account: Account): Json => ({
  accountSid: account.sid,
  authToken: account.authToken,
  ownerAccountSid: account.ownerAccountSid,
  friendlyName: account.friendlyName,
  type: account.type,
  status: account.status,
});

function createAccount({ body, parts }: ControlRequest): Json {
  read.only(body, [...SETTINGS, 'parentSid']);
  const parentSid = read.optionalText(body, 'parentSid');
  if (parentSid !== undefined && !parts.world.twilio.account(parentSid)) {
    throw new ControlError(404, `no account ${parentSid}`);
  }
  const account = parts.world.twilio.createAccount({
    friendlyName: read.optionalText(body, 'friendlyName'),
    type: read.choice(body, 'type', TYPES),
    status: read.choice(body, 'status', STATUSES),
    balance: read.optionalText(body, 'balance'),
    currency: read.optionalText(body, 'currency'),
    limits: limitsIn(body),
    parentSid,
  });
  return describe(account);
}

function changeAccount(request: ControlRequest): Json {
  const { body } = request;
  read.only(body, [...SETTINGS, 'rotateAuthToken']);
  const account = accountIn(request);
  account.friendlyName = read.optionalText(body, 'friendlyName') ?? account.friendlyName;
  account.type = read.choice(body, 'type', TYPES) ?? account.type;
  account.status = read.choice(body, 'status', STATUSES) ?? account.status;
  account.balance = read.optionalText(body, 'balance') ?? account.balance;
  account.currency = read.optionalText(body, 'currency') ?? account.currency;
  account.limits = { ...account.limits, ...limitsIn(body) };
  if (read.optionalFlag(body, 'rotateAuthToken')) account.authToken = newSecret();
  return describe(account);
}

function addKey(request: ControlRequest): Json {
  const { body, parts } = request;
  read.only(body, ['friendlyName', 'kind']);
  const kind = read.choice(body, 'kind', ['main', 'standard']) ?? 'standard';
  const key = createKey(parts.world.twilio, accountIn(request), read.optionalText(body, 'friendlyName') ?? '', kind);
  return { keySid: key.sid, secret: key.secret, kind: key.kind };
}

const NUMBER_FIELDS = [
  'phoneNumber',
  'friendlyName',
  'voiceUrl',
  'voiceApplicationSid',
  'trunkSid',
  'emergencyStatus',
  'numberType',
];

/** Gives the account numbers it did not buy: named ones, or `count` free ones that start with `prefix`. */
function addNumbers(request: ControlRequest): Json {
  const { body, parts } = request;
  read.only(body, ['numbers', 'count', 'prefix']);
  const account = accountIn(request);
  const count = read.optionalNumber(body, 'count') ?? 0;
  const prefix = read.optionalText(body, 'prefix') ?? '+1415';
  const taken = Array.from({ length: count }, () => takeFreeNumber(parts.world.twilio, account, prefix));
  const named = body['numbers'] === undefined ? [] : read.list(body, 'numbers');
  const numbers = [...taken, ...named.map((one) => addNamed(request, account, one))];
  return numbers.map((number) => ({ phoneNumberSid: number.sid, phoneNumber: number.phoneNumber }));
}

function addNamed({ parts }: ControlRequest, account: Account, wanted: Json): PhoneNumber {
  const fields: JsonObject = isJsonObject(wanted) ? wanted : { phoneNumber: wanted };
  read.only(fields, NUMBER_FIELDS);
  const store = parts.world.twilio;
  const phoneNumber = read.text(fields, 'phoneNumber');
  if (store.ownerOfNumber(phoneNumber)) throw new ControlError(409, `${phoneNumber} is owned already`);
  const known = inInventory(phoneNumber);
  const number = newNumber(store, {
    phoneNumber,
    numberType:
      read.choice(fields, 'numberType', ['local', 'mobile', 'tollfree'] as const) ?? known?.numberType ?? 'local',
    addressRequirements: known?.addressRequirements ?? 'none',
    capabilities: known?.capabilities ?? { voice: true, sms: true, mms: true, fax: false },
  });
  number.friendlyName = read.optionalText(fields, 'friendlyName') ?? number.friendlyName;
  number.voiceUrl = read.optionalText(fields, 'voiceUrl') ?? '';
  number.emergencyStatus = read.choice(fields, 'emergencyStatus', ['Active', 'Inactive'] as const) ?? 'Inactive';
  setVoiceApplication(number, read.optionalText(fields, 'voiceApplicationSid') ?? '');
  const trunkSid = read.optionalText(fields, 'trunkSid');
  if (trunkSid !== undefined) setTrunk(number, trunkSid);
  account.numbers[number.sid] = number;
  return number;
}

export const ACCOUNT_ROUTES: readonly ControlRoute[] = [
  route('GET', '/demo-account', ({ parts }) => {
    const account = parts.world.demoAccount;
    if (!account) throw new ControlError(404, 'this sandbox has no demo account');
    return describe(account);
  }),
  route('GET', '/accounts', ({ parts }) => Object.values(parts.world.twilio.state.accounts).map(describe)),
  route('POST', '/accounts', createAccount, 201),
  route('GET', '/accounts/:accountSid', (request) => describe(accountIn(request))),
  route('POST', '/accounts/:accountSid', changeAccount),
  route('POST', '/accounts/:accountSid/keys', addKey, 201),
  route('POST', '/accounts/:accountSid/numbers', addNumbers, 201),
];
