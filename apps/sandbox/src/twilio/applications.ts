import type { JsonObject } from '../json.js';
import { newSid } from '../store/ids.js';
import type { Account, Application } from '../store/records.js';
import { lookUp } from '../store/records.js';
import type { TwilioStore } from '../store/twilio-store.js';
import type { ParamTable } from './checks.js';
import { anything, flag, httpMethod, maxLength, oneOf, url } from './checks.js';
import { rfc2822 } from './dates.js';
import { notFound } from './errors.js';
import type { Call, Operation } from './operation.js';
import { created, gone, listOf, ok, operationOn, PAGING } from './operation.js';
import type { Fields } from './patch.js';
import { patch, read } from './patch.js';

const APPLICATIONS = '/2010-04-01/Accounts/{AccountSid}/Applications';
const APPLICATION = `${APPLICATIONS}/{Sid}`;

const PARAMS: ParamTable = {
  // Not unique: Twilio lets two applications have the same name.
  FriendlyName: maxLength(64, 20002),
  ApiVersion: oneOf('2010-04-01', '2008-08-01'),
  VoiceUrl: url,
  VoiceMethod: httpMethod,
  VoiceFallbackUrl: url,
  VoiceFallbackMethod: httpMethod,
  StatusCallback: url,
  StatusCallbackMethod: httpMethod,
  VoiceCallerIdLookup: flag,
  SmsUrl: url,
  SmsMethod: httpMethod,
  SmsFallbackUrl: url,
  SmsFallbackMethod: httpMethod,
  SmsStatusCallback: url,
  MessageStatusCallback: url,
  PublicApplicationConnectEnabled: flag,
};

const FIELDS: Fields<Application> = {
  FriendlyName: ['friendlyName', read.text],
  ApiVersion: ['apiVersion', read.text],
  VoiceUrl: ['voiceUrl', read.text],
  VoiceMethod: ['voiceMethod', read.method],
  VoiceFallbackUrl: ['voiceFallbackUrl', read.text],
  VoiceFallbackMethod: ['voiceFallbackMethod', read.method],
  StatusCallback: ['statusCallback', read.text],
  StatusCallbackMethod: ['statusCallbackMethod', read.method],
  VoiceCallerIdLookup: ['voiceCallerIdLookup', read.flag],
  SmsUrl: ['smsUrl', read.text],
  SmsMethod: ['smsMethod', read.method],
  SmsFallbackUrl: ['smsFallbackUrl', read.text],
  SmsFallbackMethod: ['smsFallbackMethod', read.method],
  SmsStatusCallback: ['smsStatusCallback', read.text],
  MessageStatusCallback: ['messageStatusCallback', read.text],
  PublicApplicationConnectEnabled: ['publicApplicationConnectEnabled', read.flag],
};

export function newApplication(store: TwilioStore, friendlyName: string): Application {
  return {
    ...store.stamp(newSid('AP')),
    friendlyName,
    apiVersion: '2010-04-01',
    voiceUrl: '',
    voiceMethod: 'POST',
    voiceFallbackUrl: '',
    voiceFallbackMethod: 'POST',
    voiceCallerIdLookup: false,
    statusCallback: '',
    statusCallbackMethod: 'POST',
    smsUrl: '',
    smsMethod: 'POST',
    smsFallbackUrl: '',
    smsFallbackMethod: 'POST',
    smsStatusCallback: '',
    messageStatusCallback: '',
    publicApplicationConnectEnabled: false,
  };
}

function applicationOf({ account, path }: Call): Application {
  const application = lookUp(account.applications, path('Sid'));
  if (!application) throw notFound(`/Applications/${path('Sid')}`);
  return application;
}

function render(account: Account, application: Application): JsonObject {
  return {
    sid: application.sid,
    account_sid: account.sid,
    friendly_name: application.friendlyName,
    api_version: application.apiVersion,
    voice_url: application.voiceUrl,
    voice_method: application.voiceMethod,
    voice_fallback_url: application.voiceFallbackUrl,
    voice_fallback_method: application.voiceFallbackMethod,
    voice_caller_id_lookup: application.voiceCallerIdLookup,
    status_callback: application.statusCallback,
    status_callback_method: application.statusCallbackMethod,
    sms_url: application.smsUrl,
    sms_method: application.smsMethod,
    sms_fallback_url: application.smsFallbackUrl,
    sms_fallback_method: application.smsFallbackMethod,
    sms_status_callback: application.smsStatusCallback,
    message_status_callback: application.messageStatusCallback,
    public_application_connect_enabled: application.publicApplicationConnectEnabled,
    date_created: rfc2822(application.dateCreated),
    date_updated: rfc2822(application.dateUpdated),
    uri: `/2010-04-01/Accounts/${account.sid}/Applications/${application.sid}.json`,
  };
}

const api = operationOn('api');

export const APPLICATION_OPERATIONS: readonly Operation[] = [
  api('ListApplication', 'GET', APPLICATIONS, { params: { ...PAGING, FriendlyName: anything } }, (call) => {
    const name = call.input.optional('FriendlyName');
    const applications = Object.values(call.account.applications).filter(
      (application) => name === undefined || application.friendlyName === name,
    );
    return listOf('applications', applications, (application) => render(call.account, application));
  }),
  api('CreateApplication', 'POST', APPLICATIONS, { params: PARAMS }, ({ account, input, store }) => {
    const application = newApplication(store, '');
    patch(application, input, FIELDS);
    account.applications[application.sid] = application;
    return created(render(account, application));
  }),
  api('FetchApplication', 'GET', APPLICATION, {}, (call) => ok(render(call.account, applicationOf(call)))),
  api('UpdateApplication', 'POST', APPLICATION, { params: PARAMS }, (call) => {
    const application = applicationOf(call);
    patch(application, call.input, FIELDS);
    return ok(render(call.account, application));
  }),
  api('DeleteApplication', 'DELETE', APPLICATION, {}, (call) => {
    const application = applicationOf(call);
    for (const number of Object.values(call.account.numbers)) {
      if (number.voiceApplicationSid === application.sid) number.voiceApplicationSid = '';
    }
    delete call.account.applications[application.sid];
    return gone;
  }),
];
