import type { JsonObject } from '../json.js';
import { isJsonObject } from '../json.js';
import { newSid } from '../store/ids.js';
import { setTrunk, setVoiceApplication } from '../store/new-number.js';
import type { Account, CredentialList, OriginationUrl, PhoneNumber, Table, Trunk } from '../store/records.js';
import { lookUp } from '../store/records.js';
import type { TwilioStore } from '../store/twilio-store.js';
import { deleteTrunk } from '../twilio/trunks.js';
import * as read from './read.js';
import { ControlError } from './route.js';

/** One thing that somebody might do in the Console: no credentials asked, no rules checked. */
export interface EditContext {
  readonly store: TwilioStore;
  readonly account: Account;
  readonly body: JsonObject;
}

function pick<T>(table: Table<T>, body: JsonObject, name: string): T {
  const found = lookUp(table, read.text(body, name));
  if (found === undefined) throw new ControlError(404, `no ${name} ${read.text(body, name)}`);
  return found;
}

const trunkIn = ({ account, body }: EditContext): Trunk => pick(account.trunks, body, 'trunkSid');
const numberIn = ({ account, body }: EditContext): PhoneNumber => pick(account.numbers, body, 'phoneNumberSid');
const listIn = ({ account, body }: EditContext): CredentialList =>
  pick(account.credentialLists, body, 'credentialListSid');

const ORIGINATION_DEFAULTS = {
  friendlyName: 'added by hand',
  sipUrl: 'sip:elsewhere.example.com',
  weight: 1,
  priority: 1,
  enabled: true,
};
const TRUNK_FIELDS = [
  'friendlyName',
  'domainName',
  'disasterRecoveryUrl',
  'disasterRecoveryMethod',
  'secure',
  'cnamLookupEnabled',
  'transferMode',
  'transferCallerId',
  'recordingMode',
  'recordingTrim',
];
const NUMBER_FIELDS = [
  'friendlyName',
  'voiceUrl',
  'voiceMethod',
  'voiceFallbackUrl',
  'voiceFallbackMethod',
  'voiceCallerIdLookup',
  'statusCallback',
  'statusCallbackMethod',
  'emergencyStatus',
  'smsUrl',
  'smsMethod',
  'smsFallbackUrl',
  'smsFallbackMethod',
];

/** Writes the named fields, refusing names the record does not have. */
function assign(record: { dateUpdated: number }, fields: JsonObject, allowed: readonly string[]): void {
  read.only(fields, allowed);
  Object.assign(record, fields, { dateUpdated: Date.now() });
}

function fieldsIn(body: JsonObject): JsonObject {
  const fields = body['fields'];
  if (!isJsonObject(fields)) throw new ControlError(400, 'fields must be an object');
  return fields;
}

function changeCredentialPassword(context: EditContext): void {
  const credential = pick(listIn(context).credentials, context.body, 'credentialSid');
  credential.password = read.text(context.body, 'password');
  credential.dateUpdated = Date.now();
}

/** The Console would make one unmap the list first; the edit does both. */
function deleteCredentialList(context: EditContext): void {
  const list = listIn(context);
  for (const trunk of Object.values(context.account.trunks)) delete trunk.credentialLists[list.sid];
  delete context.account.credentialLists[list.sid];
}

function addOriginationUrl(context: EditContext): JsonObject {
  const url: OriginationUrl = { ...context.store.stamp(newSid('OU')), ...ORIGINATION_DEFAULTS };
  const fields = read.optionalObject(context.body, 'fields') ?? {};
  assign(url, fields, Object.keys(ORIGINATION_DEFAULTS));
  trunkIn(context).originationUrls[url.sid] = url;
  return { originationUrlSid: url.sid };
}

/** Maps the given list, or one made on the spot that lets nobody in but 192.0.2.1. */
function attachIpAcl(context: EditContext): JsonObject {
  const { account, body, store } = context;
  const trunk = trunkIn(context);
  const wanted = read.optionalText(body, 'ipAccessControlListSid');
  const listSid = wanted ?? newSid('AL');
  if (wanted === undefined) {
    const address = {
      ...store.stamp(newSid('IP')),
      friendlyName: 'by hand',
      ipAddress: '192.0.2.1',
      cidrPrefixLength: 32,
    };
    account.ipAccessControlLists[listSid] = {
      ...store.stamp(listSid),
      friendlyName: 'added by hand',
      ipAddresses: { [address.sid]: address },
    };
  }
  const { seq, dateCreated } = store.stamp(listSid);
  trunk.ipAccessControlLists[listSid] = { sid: listSid, seq, dateCreated };
  return { ipAccessControlListSid: listSid };
}

export const TWILIO_EDITS: Readonly<Record<string, (context: EditContext) => JsonObject | void>> = {
  'delete-credential-list': deleteCredentialList,
  'delete-credential': (context) => {
    const list = listIn(context);
    delete list.credentials[pick(list.credentials, context.body, 'credentialSid').sid];
  },
  'change-credential-password': changeCredentialPassword,
  'rename-credential-list': (context) => {
    listIn(context).friendlyName = read.text(context.body, 'friendlyName');
  },
  'delete-trunk': (context) => {
    deleteTrunk(context.account, trunkIn(context));
  },
  'rename-trunk': (context) => {
    assign(trunkIn(context), { friendlyName: read.text(context.body, 'friendlyName') }, TRUNK_FIELDS);
  },
  'set-trunk-field': (context) => {
    assign(trunkIn(context), fieldsIn(context.body), TRUNK_FIELDS);
  },
  'change-recording': (context) => {
    const trunk = trunkIn(context);
    trunk.recordingMode = read.optionalText(context.body, 'mode') ?? trunk.recordingMode;
    trunk.recordingTrim = read.optionalText(context.body, 'trim') ?? trunk.recordingTrim;
    trunk.dateUpdated = Date.now();
  },
  'add-origination-url': addOriginationUrl,
  'change-origination-url': (context) => {
    const url = pick(trunkIn(context).originationUrls, context.body, 'originationUrlSid');
    assign(url, fieldsIn(context.body), Object.keys(ORIGINATION_DEFAULTS));
  },
  'delete-origination-url': (context) => {
    const trunk = trunkIn(context);
    delete trunk.originationUrls[pick(trunk.originationUrls, context.body, 'originationUrlSid').sid];
  },
  'detach-credential-list': (context) => {
    const trunk = trunkIn(context);
    delete trunk.credentialLists[pick(trunk.credentialLists, context.body, 'credentialListSid').sid];
  },
  'attach-ip-acl': attachIpAcl,
  'detach-ip-acl': (context) => {
    const trunk = trunkIn(context);
    delete trunk.ipAccessControlLists[pick(trunk.ipAccessControlLists, context.body, 'ipAccessControlListSid').sid];
  },
  'attach-number': (context) => {
    setTrunk(numberIn(context), trunkIn(context).sid);
  },
  'detach-number': (context) => {
    setTrunk(numberIn(context), null);
  },
  'set-number-field': (context) => {
    assign(numberIn(context), fieldsIn(context.body), NUMBER_FIELDS);
  },
  'set-number-application': (context) => {
    setVoiceApplication(numberIn(context), read.text(context.body, 'applicationSid'));
  },
  'release-number': (context) => {
    delete context.account.numbers[numberIn(context).sid];
  },
  'delete-key': (context) => {
    delete context.account.keys[pick(context.account.keys, context.body, 'keySid').sid];
  },
};
