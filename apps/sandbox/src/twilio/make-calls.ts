import { isFinal } from '../calls/call-records.js';
import type { Subscription } from '../calls/live-call.js';
import type { OutboundWish } from '../calls/outbound-call.js';
import { startOutbound } from '../calls/outbound-call.js';
import { lookUp } from '../store/records.js';
import { callOf, renderCall } from './calls.js';
import type { ParamTable } from './checks.js';
import { anything, flag, httpMethod, integer, maxLength, oneOf, sid, url } from './checks.js';
import { TwilioError } from './errors.js';
import type { Input } from './input.js';
import type { Call, Operation, Result } from './operation.js';
import { created, ok, operationOn } from './operation.js';

const CALLS = '/2010-04-01/Accounts/{AccountSid}/Calls';
const UNLOOKED = [
  'SendDigits',
  'RecordingTrack',
  'MachineDetection',
  'MachineDetectionTimeout',
  'MachineDetectionSpeechThreshold',
  'MachineDetectionSpeechEndThreshold',
  'MachineDetectionSilenceTimeout',
  'AsyncAmd',
  'AsyncAmdStatusCallback',
  'AsyncAmdStatusCallbackMethod',
  'Byoc',
  'CallReason',
  'CallToken',
  'CallerId',
  'ClientNotificationUrl',
  'SipAuthUsername',
  'SipAuthPassword',
];

const CREATE: ParamTable = {
  ...Object.fromEntries(UNLOOKED.map((name) => [name, anything])),
  To: anything,
  From: anything,
  Url: url,
  Method: httpMethod,
  FallbackUrl: url,
  FallbackMethod: httpMethod,
  StatusCallback: url,
  StatusCallbackEvent: oneOf('initiated', 'ringing', 'answered', 'completed'),
  StatusCallbackMethod: httpMethod,
  Timeout: integer(1, 600),
  Record: flag,
  RecordingChannels: oneOf('mono', 'dual'),
  RecordingStatusCallback: url,
  RecordingStatusCallbackMethod: httpMethod,
  RecordingStatusCallbackEvent: oneOf('in-progress', 'completed', 'absent'),
  Trim: oneOf('trim-silence', 'do-not-trim'),
  TimeLimit: integer(1, 86_400),
  Twiml: maxLength(4000),
  ApplicationSid: sid('AP'),
};

const UPDATE: ParamTable = {
  Url: url,
  Method: httpMethod,
  Status: oneOf('canceled', 'completed'),
  FallbackUrl: url,
  FallbackMethod: httpMethod,
  StatusCallback: url,
  StatusCallbackMethod: httpMethod,
  Twiml: maxLength(4000),
  TimeLimit: integer(1, 86_400),
};

const E164 = /^\+[1-9]\d{6,14}$/;
// The numbers of Twilio's test credentials that nobody can be reached at.
const MAGIC_TO = {
  '+15005550001': 21217,
  '+15005550002': 21214,
  '+15005550003': 21215,
  '+15005550004': 21216,
} as const;

function refuseParties({ account, exchange, input }: Call): void {
  const to = input.text('To');
  const from = input.text('From');
  const isTelephone = !/^(?:client:|sips?:)/i.test(to);
  const magic = Object.hasOwn(MAGIC_TO, to) ? MAGIC_TO[to as keyof typeof MAGIC_TO] : undefined;
  if (magic !== undefined) throw new TwilioError(magic);
  if (isTelephone && !E164.test(to)) throw new TwilioError(21211);
  if (!isTelephone && !E164.test(from)) return;
  if (!E164.test(from)) throw new TwilioError(21212);
  if (exchange.twilio.ownerOfNumber(from)?.account !== account) throw new TwilioError(21210);
}

function subscriptionIn(input: Input, name: string, standard: string): Subscription | undefined {
  const target = input.text(name);
  if (target === '') return undefined;
  const events = input.all(`${name}Event`);
  return {
    url: target,
    method: input.text(`${name}Method`).toUpperCase() || 'POST',
    events: new Set(events.length > 0 ? events : [standard]),
  };
}

function wishIn(call: Call): OutboundWish {
  const { account, input } = call;
  const applicationSid = input.optional('ApplicationSid');
  const application = applicationSid === undefined ? undefined : lookUp(account.applications, applicationSid);
  if (applicationSid !== undefined && !application) throw new TwilioError(21420);
  if (!application && input.text('Url') === '' && input.text('Twiml') === '') {
    throw new TwilioError(21205, 'Url parameter is required');
  }
  const username = input.optional('SipAuthUsername');
  const statusCallback = application?.statusCallback ?? '';
  const fromApplication: Subscription | undefined =
    statusCallback === ''
      ? undefined
      : { url: statusCallback, method: application?.statusCallbackMethod ?? 'POST', events: new Set(['completed']) };
  return {
    to: input.text('To'),
    from: input.text('From'),
    callerName: '',
    timeoutSeconds: input.has('Timeout') ? input.integer('Timeout') : 60,
    timeLimitSeconds: input.has('TimeLimit') ? input.integer('TimeLimit') : null,
    url: application?.voiceUrl ?? input.text('Url'),
    method: application?.voiceMethod ?? (input.text('Method') || 'POST'),
    fallback: application
      ? { url: application.voiceFallbackUrl, method: application.voiceFallbackMethod }
      : { url: input.text('FallbackUrl'), method: input.text('FallbackMethod') || 'POST' },
    twiml: input.text('Twiml'),
    subscription: application ? fromApplication : subscriptionIn(input, 'StatusCallback', 'completed'),
    credentials: username === undefined ? undefined : { username, password: input.text('SipAuthPassword') },
    recording: input.flag('Record')
      ? {
          channels: input.text('RecordingChannels') === 'dual' ? 2 : 1,
          callback: subscriptionIn(input, 'RecordingStatusCallback', 'completed'),
        }
      : undefined,
  };
}

/** Ends a call or gives it new TwiML. Only Programmable Voice can be steered, and only while it lasts. */
function updateCall(call: Call): Result {
  const { exchange, input } = call;
  const record = callOf(call, call.path('Sid'));
  const live = exchange.calls.live.get(record.sid);
  const status = input.optional('Status') as 'completed' | 'canceled' | undefined;
  const target = input.text('Url');
  const twiml = input.optional('Twiml');
  const hasEnded = isFinal(record.status) || !live;
  if (status === 'canceled' && !hasEnded && record.status === 'in-progress') throw new TwilioError(21220);
  if (status !== undefined) {
    // Ending what has ended is no error; the call is shown as it is.
    if (!hasEnded) live.timeline.interrupt({ kind: 'ended', status });
  } else if (target !== '' || twiml !== undefined) {
    if (hasEnded || record.status !== 'in-progress') throw new TwilioError(21220);
    const method = input.text('Method') || 'POST';
    live.timeline.interrupt(
      target === '' ? { kind: 'redirected', twiml: twiml ?? '' } : { kind: 'redirected', url: target, method },
    );
  }
  return ok(renderCall(call, record));
}

const api = operationOn('api');

export const CALL_MAKING_OPERATIONS: readonly Operation[] = [
  api('CreateCall', 'POST', CALLS, { params: CREATE, required: ['To', 'From'] }, (call) => {
    refuseParties(call);
    const { record } = startOutbound(call.exchange, call.account, wishIn(call));
    return created(renderCall(call, record));
  }),
  api('UpdateCall', 'POST', `${CALLS}/{Sid}`, { params: UPDATE }, updateCall),
];
