import type { JsonObject } from '../json.js';
import { newSid } from '../store/ids.js';
import type { Account, Credential, CredentialList } from '../store/records.js';
import { lookUp } from '../store/records.js';
import type { Check, ParamTable } from './checks.js';
import { requiredText } from './checks.js';
import { rfc2822 } from './dates.js';
import { notFound, TwilioError } from './errors.js';
import { refuseBeyondLimit } from './limits.js';
import type { Call, Operation } from './operation.js';
import { created, gone, listOf, ok, operationOn, PAGING, touch } from './operation.js';

const LISTS = '/2010-04-01/Accounts/{AccountSid}/SIP/CredentialLists';
const LIST = `${LISTS}/{Sid}`;
const CREDENTIALS = `${LISTS}/{CredentialListSid}/Credentials`;
const CREDENTIAL = `${CREDENTIALS}/{Sid}`;

/** Twilio: at least 12 characters with a digit, an upper-case and a lower-case letter. */
const password: Check = (value) => {
  if (value.length < 12 || !/\d/.test(value) || !/[a-z]/.test(value) || !/[A-Z]/.test(value)) {
    throw new TwilioError(
      21243,
      'Password must have at least 12 characters, one digit, one upper case and one lower case letter',
    );
  }
};

const NAMED: ParamTable = { FriendlyName: requiredText(64, 21240) };

export function credentialListOf(account: Account, listSid: string): CredentialList {
  const list = lookUp(account.credentialLists, listSid);
  if (!list) throw notFound(`/SIP/CredentialLists/${listSid}`);
  return list;
}

function refuseTakenName(account: Account, friendlyName: string, except?: CredentialList): void {
  const taken = Object.values(account.credentialLists).some(
    (list) => list !== except && list.friendlyName === friendlyName,
  );
  if (taken) throw new TwilioError(21240, `FriendlyName ${friendlyName} is already in use`);
}

function createList(call: Call): CredentialList {
  const { account, input } = call;
  refuseTakenName(account, input.text('FriendlyName'));
  refuseBeyondLimit(call, 'credentialLists', Object.keys(account.credentialLists).length);
  const list = { ...call.store.stamp(newSid('CL')), friendlyName: input.text('FriendlyName'), credentials: {} };
  account.credentialLists[list.sid] = list;
  return list;
}

function deleteList({ account, path }: Call): void {
  const list = credentialListOf(account, path('Sid'));
  const isMapped = Object.values(account.trunks).some((trunk) => lookUp(trunk.credentialLists, list.sid));
  if (isMapped) throw new TwilioError(21241);
  delete account.credentialLists[list.sid];
}

function renderList(account: Account, list: CredentialList): JsonObject {
  const uri = `/2010-04-01/Accounts/${account.sid}/SIP/CredentialLists/${list.sid}`;
  return {
    sid: list.sid,
    account_sid: account.sid,
    friendly_name: list.friendlyName,
    date_created: rfc2822(list.dateCreated),
    date_updated: rfc2822(list.dateUpdated),
    subresource_uris: { credentials: `${uri}/Credentials.json` },
    uri: `${uri}.json`,
  };
}

function credentialOf(call: Call): { list: CredentialList; credential: Credential } {
  const list = credentialListOf(call.account, call.path('CredentialListSid'));
  const credential = lookUp(list.credentials, call.path('Sid'));
  if (!credential) throw notFound(`/SIP/CredentialLists/${list.sid}/Credentials/${call.path('Sid')}`);
  return { list, credential };
}

function createCredential(call: Call): JsonObject {
  const list = credentialListOf(call.account, call.path('CredentialListSid'));
  const username = call.input.text('Username');
  if (Object.values(list.credentials).some((credential) => credential.username === username)) {
    throw new TwilioError(21243, `Username ${username} is already in this list`);
  }
  refuseBeyondLimit(call, 'credentials', Object.keys(list.credentials).length);
  const credential = { ...call.store.stamp(newSid('CR')), username, password: call.input.text('Password') };
  list.credentials[credential.sid] = credential;
  return renderCredential(call.account, list, credential);
}

/** The password is write-only: it is kept, because the control API shows it to tests, but never sent back. */
function renderCredential(account: Account, list: CredentialList, credential: Credential): JsonObject {
  const uri = `/2010-04-01/Accounts/${account.sid}/SIP/CredentialLists/${list.sid}/Credentials/${credential.sid}.json`;
  return {
    sid: credential.sid,
    account_sid: account.sid,
    credential_list_sid: list.sid,
    username: credential.username,
    date_created: rfc2822(credential.dateCreated),
    date_updated: rfc2822(credential.dateUpdated),
    uri,
  };
}

const api = operationOn('api');

export const CREDENTIAL_LIST_OPERATIONS: readonly Operation[] = [
  api('ListSipCredentialList', 'GET', LISTS, { params: PAGING }, ({ account }) =>
    listOf('credential_lists', Object.values(account.credentialLists), (list) => renderList(account, list)),
  ),
  api('CreateSipCredentialList', 'POST', LISTS, { params: NAMED, required: ['FriendlyName'] }, (call) =>
    created(renderList(call.account, createList(call))),
  ),
  api('FetchSipCredentialList', 'GET', LIST, {}, ({ account, path }) =>
    ok(renderList(account, credentialListOf(account, path('Sid')))),
  ),
  api('UpdateSipCredentialList', 'POST', LIST, { params: NAMED, required: ['FriendlyName'] }, (call) => {
    const list = credentialListOf(call.account, call.path('Sid'));
    refuseTakenName(call.account, call.input.text('FriendlyName'), list);
    list.friendlyName = call.input.text('FriendlyName');
    touch(list);
    return ok(renderList(call.account, list));
  }),
  api('DeleteSipCredentialList', 'DELETE', LIST, {}, (call) => {
    deleteList(call);
    return gone;
  }),
  api('ListSipCredential', 'GET', CREDENTIALS, { params: PAGING }, ({ account, path }) => {
    const list = credentialListOf(account, path('CredentialListSid'));
    return listOf('credentials', Object.values(list.credentials), (one) => renderCredential(account, list, one));
  }),
  api(
    'CreateSipCredential',
    'POST',
    CREDENTIALS,
    { params: { Username: requiredText(32, 21243), Password: password }, required: ['Username', 'Password'] },
    (call) => created(createCredential(call)),
  ),
  api('FetchSipCredential', 'GET', CREDENTIAL, {}, (call) => {
    const { list, credential } = credentialOf(call);
    return ok(renderCredential(call.account, list, credential));
  }),
  api('UpdateSipCredential', 'POST', CREDENTIAL, { params: { Password: password } }, (call) => {
    const { list, credential } = credentialOf(call);
    if (call.input.has('Password')) credential.password = call.input.text('Password');
    touch(credential);
    return ok(renderCredential(call.account, list, credential));
  }),
  api('DeleteSipCredential', 'DELETE', CREDENTIAL, {}, (call) => {
    const { list, credential } = credentialOf(call);
    delete list.credentials[credential.sid];
    return gone;
  }),
];
