import type { CallRecord } from '../calls/call-records.js';
import { isFinal } from '../calls/call-records.js';
import type { JsonObject } from '../json.js';
import { anything } from './checks.js';
import { rfc2822 } from './dates.js';
import { notFound, TwilioError } from './errors.js';
import type { Input } from './input.js';
import type { Call, Operation } from './operation.js';
import { gone, listOf, ok, operationOn, PAGING } from './operation.js';

const CALLS = '/2010-04-01/Accounts/{AccountSid}/Calls';
const CALL = `${CALLS}/{Sid}`;

// What a minute costs, in the account's currency: any figure will do, as long as it is one.
const PRICE_PER_MINUTE = 0.0085;
const SUBRESOURCES = [
  'notifications',
  'recordings',
  'payments',
  'events',
  'siprec',
  'streams',
  'transcriptions',
  'user_defined_message_subscriptions',
  'user_defined_messages',
];

const pascal = (name: string): string =>
  name.replaceAll(/(?:^|_)([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/** `(415) 555-0100` for North American numbers; everything else as it is. */
function formatted(address: string): string {
  const nanp = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(address);
  return nanp ? `(${nanp[1]}) ${nanp[2]}-${nanp[3]}` : address;
}

export function callOf({ exchange, account }: Call, callSid: string): CallRecord {
  const record = exchange.calls.calls.get(callSid);
  if (record?.accountSid !== account.sid) throw notFound(`/Calls/${callSid}`);
  return record;
}

export function renderCall({ account }: Call, record: CallRecord): JsonObject {
  const ended = isFinal(record.status);
  const uri = `/2010-04-01/Accounts/${account.sid}/Calls/${record.sid}`;
  const price = Math.ceil((record.duration ?? 0) / 60) * PRICE_PER_MINUTE;
  return {
    sid: record.sid,
    date_created: rfc2822(record.dateCreated),
    date_updated: rfc2822(record.dateUpdated),
    parent_call_sid: record.parentCallSid,
    account_sid: account.sid,
    to: record.to,
    to_formatted: formatted(record.to),
    from: record.from,
    from_formatted: formatted(record.from),
    phone_number_sid: record.phoneNumberSid,
    status: record.status,
    start_time: record.startTime === null ? null : rfc2822(record.startTime),
    end_time: record.endTime === null ? null : rfc2822(record.endTime),
    duration: ended ? String(record.duration ?? 0) : null,
    price: ended ? `-${price.toFixed(5)}` : null,
    price_unit: account.currency,
    direction: record.direction,
    answered_by: null,
    api_version: '2010-04-01',
    forwarded_from: record.forwardedFrom || null,
    group_sid: null,
    caller_name: record.callerName || null,
    queue_time: '0',
    // Twilio tells which trunk a call was on only when it is over.
    trunk_sid: ended ? record.trunkSid : null,
    uri: `${uri}.json`,
    subresource_uris: Object.fromEntries(SUBRESOURCES.map((name) => [name, `${uri}/${pascal(name)}.json`])),
  };
}

const DAY_MS = 86_400_000;

/** A moment, or a day in GMT: both ends of what the parameter names. */
function moment(value: string, name: string): [from: number, to: number] {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(value);
  const at = Date.parse(isDay ? `${value}T00:00:00Z` : value);
  if (Number.isNaN(at)) throw new TwilioError(20001, `Invalid parameter ${name}: not a date`);
  return isDay ? [at, at + DAY_MS - 1] : [at, at + 999];
}

/** `StartTime`, `StartTime<` and `StartTime>`: the sign belongs to the parameter's name, and both include the moment itself. */
export function isWithin(input: Input, name: string, value: number | null): boolean {
  const on = input.optional(name);
  const before = input.optional(`${name}<`);
  const after = input.optional(`${name}>`);
  if (on === undefined && before === undefined && after === undefined) return true;
  if (value === null) return false;
  if (on !== undefined) {
    const [from, to] = moment(on, name);
    if (value < from || value > to) return false;
  }
  if (before !== undefined && value > moment(before, `${name}<`)[1]) return false;
  return after === undefined || value >= moment(after, `${name}>`)[0];
}

function matches({ input }: Call, record: CallRecord): boolean {
  const same = (name: string, value: string | null) => !input.has(name) || input.text(name) === value;
  return (
    same('To', record.to) &&
    same('From', record.from) &&
    same('ParentCallSid', record.parentCallSid) &&
    same('Status', record.status) &&
    isWithin(input, 'StartTime', record.startTime) &&
    isWithin(input, 'EndTime', record.endTime)
  );
}

const api = operationOn('api');
const LIST_PARAMS = {
  ...PAGING,
  ...Object.fromEntries(
    [
      'To',
      'From',
      'ParentCallSid',
      'Status',
      'StartTime',
      'StartTime<',
      'StartTime>',
      'EndTime',
      'EndTime<',
      'EndTime>',
    ].map((name) => [name, anything]),
  ),
};

export const CALL_OPERATIONS: readonly Operation[] = [
  api('ListCall', 'GET', CALLS, { params: LIST_PARAMS }, (call) => {
    const records = [...call.exchange.calls.calls.values()];
    const found = records.filter((record) => record.accountSid === call.account.sid && matches(call, record));
    return listOf('calls', found, (record) => renderCall(call, record));
  }),
  api('FetchCall', 'GET', CALL, {}, (call) => ok(renderCall(call, callOf(call, call.path('Sid'))))),
  api('DeleteCall', 'DELETE', CALL, {}, (call) => {
    const record = callOf(call, call.path('Sid'));
    if (!isFinal(record.status)) throw new TwilioError(20409, 'A call in progress cannot be deleted');
    call.exchange.calls.calls.delete(record.sid);
    return gone;
  }),
];
