import type { JsonObject } from '../json.js';
import { setTrunk } from '../store/new-number.js';
import { newTrunk } from '../store/new-trunk.js';
import type { Account, Trunk } from '../store/records.js';
import { lookUp } from '../store/records.js';
import type { ParamTable } from './checks.js';
import { anything, flag, httpMethod, maxLength, oneOf, url } from './checks.js';
import { iso } from './dates.js';
import { notFound } from './errors.js';
import { refuseBeyondLimit } from './limits.js';
import type { Call, Operation } from './operation.js';
import { created, gone, listOf, ok, operationOn, PAGING, touch } from './operation.js';
import type { Fields } from './patch.js';
import { patch, read } from './patch.js';
import { refuseDependentSubdomains, refuseDomainName } from './trunk-domain.js';

const TRUNKS = '/v1/Trunks';
const TRUNK = '/v1/Trunks/{Sid}';
const RECORDING = '/v1/Trunks/{TrunkSid}/Recording';

const PARAMS: ParamTable = {
  FriendlyName: maxLength(64, 21245),
  DomainName: anything,
  DisasterRecoveryUrl: url,
  DisasterRecoveryMethod: httpMethod,
  TransferMode: oneOf('disable-all', 'enable-all', 'sip-only'),
  Secure: flag,
  CnamLookupEnabled: flag,
  TransferCallerId: oneOf('from-transferee', 'from-transferor'),
};

const FIELDS: Fields<Trunk> = {
  FriendlyName: ['friendlyName', read.text],
  DomainName: ['domainName', read.textOrNull],
  DisasterRecoveryUrl: ['disasterRecoveryUrl', read.textOrNull],
  DisasterRecoveryMethod: ['disasterRecoveryMethod', read.method],
  TransferMode: ['transferMode', read.text],
  Secure: ['secure', read.flag],
  CnamLookupEnabled: ['cnamLookupEnabled', read.flag],
  TransferCallerId: ['transferCallerId', read.text],
};

const RECORDING_PARAMS: ParamTable = {
  Mode: oneOf(
    'do-not-record',
    'record-from-ringing',
    'record-from-answer',
    'record-from-ringing-dual',
    'record-from-answer-dual',
  ),
  Trim: oneOf('trim-silence', 'do-not-trim'),
};

export function trunkOf(account: Account, trunkSid: string): Trunk {
  const trunk = lookUp(account.trunks, trunkSid);
  if (!trunk) throw notFound(`/Trunks/${trunkSid}`);
  return trunk;
}

function createTrunk(call: Call): Trunk {
  const { account, input, store } = call;
  refuseBeyondLimit(call, 'trunks', Object.keys(account.trunks).length);
  if (input.text('DomainName') !== '') refuseDomainName(store, account, input.text('DomainName'));
  const trunk = newTrunk(store);
  patch(trunk, input, FIELDS);
  account.trunks[trunk.sid] = trunk;
  return trunk;
}

function updateTrunk({ account, input, path, store }: Call): Trunk {
  const trunk = trunkOf(account, path('Sid'));
  const domainName = input.optional('DomainName');
  if (domainName !== undefined && domainName !== (trunk.domainName ?? '')) {
    refuseDependentSubdomains(store, trunk);
    if (domainName !== '') refuseDomainName(store, account, domainName, trunk);
  }
  patch(trunk, input, FIELDS);
  return trunk;
}

/** Numbers are detached but not released (billing goes on), and the account-level lists stay. */
export function deleteTrunk(account: Account, trunk: Trunk): void {
  for (const number of Object.values(account.numbers)) {
    if (number.trunkSid === trunk.sid) setTrunk(number, null);
  }
  delete account.trunks[trunk.sid];
}

/** What the trunk demands of a caller: an empty set means that its domain takes no traffic. */
function authTypes(trunk: Trunk): string[] {
  const types: string[] = [];
  if (Object.keys(trunk.ipAccessControlLists).length > 0) types.push('IP_ACL');
  if (Object.keys(trunk.credentialLists).length > 0) types.push('CREDENTIAL_LIST');
  return types;
}

const renderRecording = (trunk: Trunk): JsonObject => ({ mode: trunk.recordingMode, trim: trunk.recordingTrim });

function renderTrunk({ account, baseUrl }: Call, trunk: Trunk): JsonObject {
  const self = `${baseUrl}/v1/Trunks/${trunk.sid}`;
  const types = authTypes(trunk);
  return {
    sid: trunk.sid,
    account_sid: account.sid,
    domain_name: trunk.domainName,
    disaster_recovery_method: trunk.disasterRecoveryMethod,
    disaster_recovery_url: trunk.disasterRecoveryUrl,
    friendly_name: trunk.friendlyName,
    secure: trunk.secure,
    cnam_lookup_enabled: trunk.cnamLookupEnabled,
    symmetric_rtp_enabled: false,
    recording: renderRecording(trunk),
    transfer_mode: trunk.transferMode,
    transfer_caller_id: trunk.transferCallerId,
    auth_type: types.join(','),
    auth_type_set: types,
    date_created: iso(trunk.dateCreated),
    date_updated: iso(trunk.dateUpdated),
    url: self,
    links: {
      origination_urls: `${self}/OriginationUrls`,
      credential_lists: `${self}/CredentialLists`,
      ip_access_control_lists: `${self}/IpAccessControlLists`,
      phone_numbers: `${self}/PhoneNumbers`,
    },
  };
}

const trunking = operationOn('trunking');

export const TRUNK_OPERATIONS: readonly Operation[] = [
  trunking('ListTrunk', 'GET', TRUNKS, { params: PAGING }, (call) =>
    listOf('trunks', Object.values(call.account.trunks), (trunk) => renderTrunk(call, trunk)),
  ),
  trunking('CreateTrunk', 'POST', TRUNKS, { params: PARAMS }, (call) => created(renderTrunk(call, createTrunk(call)))),
  trunking('FetchTrunk', 'GET', TRUNK, {}, (call) => ok(renderTrunk(call, trunkOf(call.account, call.path('Sid'))))),
  trunking('UpdateTrunk', 'POST', TRUNK, { params: PARAMS }, (call) => ok(renderTrunk(call, updateTrunk(call)))),
  trunking('DeleteTrunk', 'DELETE', TRUNK, {}, ({ account, path, store }) => {
    const trunk = trunkOf(account, path('Sid'));
    refuseDependentSubdomains(store, trunk);
    deleteTrunk(account, trunk);
    return gone;
  }),
  trunking('FetchRecording', 'GET', RECORDING, {}, ({ account, path }) =>
    ok(renderRecording(trunkOf(account, path('TrunkSid')))),
  ),
  trunking('UpdateRecording', 'POST', RECORDING, { params: RECORDING_PARAMS }, ({ account, input, path }) => {
    const trunk = trunkOf(account, path('TrunkSid'));
    trunk.recordingMode = input.optional('Mode') ?? trunk.recordingMode;
    trunk.recordingTrim = input.optional('Trim') ?? trunk.recordingTrim;
    touch(trunk);
    return ok(renderRecording(trunk));
  }),
];
