import type { JsonObject } from '../json.js';
import type { Account, NumberType, PhoneNumber } from '../store/records.js';
import { lookUp } from '../store/records.js';
import { buyNumber } from './buy-number.js';
import type { ParamTable } from './checks.js';
import { anything, flag } from './checks.js';
import { notFound, TwilioError } from './errors.js';
import { BUY, BUY_TYPED, UPDATE } from './number-params.js';
import { renderNumber } from './number-render.js';
import { applySettings } from './number-settings.js';
import type { Call, Operation, Result } from './operation.js';
import { created, gone, listOf, ok, operationOn, PAGING } from './operation.js';

const NUMBERS = '/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers';
const NUMBER = `${NUMBERS}/{Sid}`;

const LIST: ParamTable = { ...PAGING, Beta: flag, FriendlyName: anything, PhoneNumber: anything, Origin: anything };

function numberOf(call: Call): PhoneNumber {
  const number = lookUp(call.account.numbers, call.path('Sid'));
  if (!number) throw notFound(`/IncomingPhoneNumbers/${call.path('Sid')}`);
  return number;
}

/** `PhoneNumber` matches a part, with `*` for one digit, as Twilio's list filter does. */
function matchesFilters({ input }: Call, number: PhoneNumber): boolean {
  const wanted = input.text('PhoneNumber').replace(/[^0-9*]/g, '');
  if (wanted !== '' && !new RegExp(wanted.replaceAll('*', '\\d')).test(number.phoneNumber)) return false;
  const name = input.optional('FriendlyName');
  if (name !== undefined && name !== number.friendlyName) return false;
  // Every number of the sandbox is Twilio's own and out of beta.
  return (input.optional('Origin') ?? 'twilio') === 'twilio' && !input.flag('Beta');
}

function list(call: Call, type: NumberType | null): Result {
  const numbers = Object.values(call.account.numbers)
    .filter((number) => type === null || number.numberType === type)
    .filter((number) => matchesFilters(call, number));
  return listOf('incoming_phone_numbers', numbers, (number) => renderForType(call.account, number, type));
}

/** The typed subresources do not repeat the type in the body. */
function renderForType(account: Account, number: PhoneNumber, type: NumberType | null): JsonObject {
  const rendered = renderNumber(account, number);
  if (type === null) return rendered;
  return Object.fromEntries(Object.entries(rendered).filter(([key]) => key !== 'type'));
}

function update(call: Call): JsonObject {
  const number = numberOf(call);
  const target = call.input.optional('AccountSid');
  applySettings(call.account, number, call.input);
  const owner = target === undefined ? call.account : moveTo(call, number, target);
  return renderNumber(owner, number);
}

/** Between parent and subaccounts only (21473); the move leaves trunk and application behind. */
function moveTo({ account, actor, store }: Call, number: PhoneNumber, accountSid: string): Account {
  const target = store.account(accountSid);
  if (!target || (target.sid !== actor.sid && target.ownerAccountSid !== actor.sid)) throw new TwilioError(21473);
  if (target !== account) {
    delete account.numbers[number.sid];
    number.trunkSid = null;
    number.voiceApplicationSid = '';
    target.numbers[number.sid] = number;
  }
  return target;
}

const api = operationOn('api');
const TYPED: readonly (readonly [string, NumberType])[] = [
  ['Local', 'local'],
  ['Mobile', 'mobile'],
  ['TollFree', 'tollfree'],
];

export const NUMBER_OPERATIONS: readonly Operation[] = [
  api('ListIncomingPhoneNumber', 'GET', NUMBERS, { params: LIST }, (call) => list(call, null)),
  api('CreateIncomingPhoneNumber', 'POST', NUMBERS, { params: BUY }, (call) =>
    created(renderNumber(call.account, buyNumber(call, null))),
  ),
  api('FetchIncomingPhoneNumber', 'GET', NUMBER, {}, (call) => ok(renderNumber(call.account, numberOf(call)))),
  api('UpdateIncomingPhoneNumber', 'POST', NUMBER, { params: UPDATE }, (call) => ok(update(call))),
  api('DeleteIncomingPhoneNumber', 'DELETE', NUMBER, {}, (call) => {
    delete call.account.numbers[numberOf(call).sid];
    return gone;
  }),
  ...TYPED.flatMap(([segment, type]) => [
    api(`ListIncomingPhoneNumber${segment}`, 'GET', `${NUMBERS}/${segment}`, { params: LIST }, (call) =>
      list(call, type),
    ),
    api(
      `CreateIncomingPhoneNumber${segment}`,
      'POST',
      `${NUMBERS}/${segment}`,
      { params: BUY_TYPED, required: ['PhoneNumber'] },
      (call) => created(renderForType(call.account, buyNumber(call, type), type)),
    ),
  ]),
];
