import { isIPv4 } from 'node:net';
import type { JsonObject } from '../json.js';
import { newSid } from '../store/ids.js';
import type { Account, IpAccessControlList, IpAddress } from '../store/records.js';
import { lookUp } from '../store/records.js';
import type { Check, ParamTable } from './checks.js';
import { integer, requiredText } from './checks.js';
import { rfc2822 } from './dates.js';
import { notFound, TwilioError } from './errors.js';
import { refuseBeyondLimit } from './limits.js';
import type { Call, Operation } from './operation.js';
import { created, gone, listOf, ok, operationOn, PAGING, touch } from './operation.js';
import type { Fields } from './patch.js';
import { patch, read } from './patch.js';

const LISTS = '/2010-04-01/Accounts/{AccountSid}/SIP/IpAccessControlLists';
const LIST = `${LISTS}/{Sid}`;
const ADDRESSES = `${LISTS}/{IpAccessControlListSid}/IpAddresses`;
const ADDRESS = `${ADDRESSES}/{Sid}`;

/** IPv4 only; the prefix is a parameter of its own. */
const ipv4: Check = (value) => {
  if (!isIPv4(value)) throw new TwilioError(21238, `IpAddress ${value} is not an IPv4 address`);
};

const NAMED: ParamTable = { FriendlyName: requiredText(64, 21235) };

const ADDRESS_PARAMS: ParamTable = {
  FriendlyName: requiredText(255, 21238),
  IpAddress: ipv4,
  CidrPrefixLength: integer(1, 32, 21238),
};

const ADDRESS_FIELDS: Fields<IpAddress> = {
  FriendlyName: ['friendlyName', read.text],
  IpAddress: ['ipAddress', read.text],
  CidrPrefixLength: ['cidrPrefixLength', read.integer],
};

function listOfAccount(account: Account, listSid: string): IpAccessControlList {
  const list = lookUp(account.ipAccessControlLists, listSid);
  if (!list) throw notFound(`/SIP/IpAccessControlLists/${listSid}`);
  return list;
}

function addressIn(call: Call): { list: IpAccessControlList; address: IpAddress } {
  const list = listOfAccount(call.account, call.path('IpAccessControlListSid'));
  const address = lookUp(list.ipAddresses, call.path('Sid'));
  if (!address) throw notFound(`/SIP/IpAccessControlLists/${list.sid}/IpAddresses/${call.path('Sid')}`);
  return { list, address };
}

function renderList(account: Account, list: IpAccessControlList): JsonObject {
  const uri = `/2010-04-01/Accounts/${account.sid}/SIP/IpAccessControlLists/${list.sid}`;
  return {
    sid: list.sid,
    account_sid: account.sid,
    friendly_name: list.friendlyName,
    date_created: rfc2822(list.dateCreated),
    date_updated: rfc2822(list.dateUpdated),
    subresource_uris: { ip_addresses: `${uri}/IpAddresses.json` },
    uri: `${uri}.json`,
  };
}

function renderAddress(account: Account, list: IpAccessControlList, address: IpAddress): JsonObject {
  return {
    sid: address.sid,
    account_sid: account.sid,
    friendly_name: address.friendlyName,
    ip_address: address.ipAddress,
    cidr_prefix_length: address.cidrPrefixLength,
    ip_access_control_list_sid: list.sid,
    date_created: rfc2822(address.dateCreated),
    date_updated: rfc2822(address.dateUpdated),
    uri: `/2010-04-01/Accounts/${account.sid}/SIP/IpAccessControlLists/${list.sid}/IpAddresses/${address.sid}.json`,
  };
}

function createAddress(call: Call): JsonObject {
  const list = listOfAccount(call.account, call.path('IpAccessControlListSid'));
  refuseBeyondLimit(call, 'ipAddresses', Object.keys(list.ipAddresses).length);
  const address: IpAddress = {
    ...call.store.stamp(newSid('IP')),
    friendlyName: '',
    ipAddress: '',
    cidrPrefixLength: 32,
  };
  patch(address, call.input, ADDRESS_FIELDS);
  list.ipAddresses[address.sid] = address;
  return renderAddress(call.account, list, address);
}

const api = operationOn('api');

export const IP_ACCESS_CONTROL_LIST_OPERATIONS: readonly Operation[] = [
  api('ListSipIpAccessControlList', 'GET', LISTS, { params: PAGING }, ({ account }) =>
    listOf('ip_access_control_lists', Object.values(account.ipAccessControlLists), (list) => renderList(account, list)),
  ),
  api('CreateSipIpAccessControlList', 'POST', LISTS, { params: NAMED, required: ['FriendlyName'] }, (call) => {
    const { account, input, store } = call;
    refuseBeyondLimit(call, 'ipAccessControlLists', Object.keys(account.ipAccessControlLists).length);
    const list = { ...store.stamp(newSid('AL')), friendlyName: input.text('FriendlyName'), ipAddresses: {} };
    account.ipAccessControlLists[list.sid] = list;
    return created(renderList(account, list));
  }),
  api('FetchSipIpAccessControlList', 'GET', LIST, {}, ({ account, path }) =>
    ok(renderList(account, listOfAccount(account, path('Sid')))),
  ),
  api('UpdateSipIpAccessControlList', 'POST', LIST, { params: NAMED, required: ['FriendlyName'] }, (call) => {
    const list = listOfAccount(call.account, call.path('Sid'));
    list.friendlyName = call.input.text('FriendlyName');
    touch(list);
    return ok(renderList(call.account, list));
  }),
  api('DeleteSipIpAccessControlList', 'DELETE', LIST, {}, ({ account, path }) => {
    const list = listOfAccount(account, path('Sid'));
    const isMapped = Object.values(account.trunks).some((trunk) => lookUp(trunk.ipAccessControlLists, list.sid));
    if (isMapped) throw new TwilioError(21236);
    delete account.ipAccessControlLists[list.sid];
    return gone;
  }),
  api('ListSipIpAddress', 'GET', ADDRESSES, { params: PAGING }, ({ account, path }) => {
    const list = listOfAccount(account, path('IpAccessControlListSid'));
    return listOf('ip_addresses', Object.values(list.ipAddresses), (one) => renderAddress(account, list, one));
  }),
  api(
    'CreateSipIpAddress',
    'POST',
    ADDRESSES,
    { params: ADDRESS_PARAMS, required: ['FriendlyName', 'IpAddress'] },
    (call) => created(createAddress(call)),
  ),
  api('FetchSipIpAddress', 'GET', ADDRESS, {}, (call) => {
    const { list, address } = addressIn(call);
    return ok(renderAddress(call.account, list, address));
  }),
  api('UpdateSipIpAddress', 'POST', ADDRESS, { params: ADDRESS_PARAMS }, (call) => {
    const { list, address } = addressIn(call);
    patch(address, call.input, ADDRESS_FIELDS);
    return ok(renderAddress(call.account, list, address));
  }),
  api('DeleteSipIpAddress', 'DELETE', ADDRESS, {}, (call) => {
    const { list, address } = addressIn(call);
    delete list.ipAddresses[address.sid];
    return gone;
  }),
];
