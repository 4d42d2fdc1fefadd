import type { JsonObject } from '../json.js';
import { setTrunk } from '../store/new-number.js';
import type { PhoneNumber, Trunk } from '../store/records.js';
import { lookUp } from '../store/records.js';
import { sid } from './checks.js';
import { notFound, TwilioError } from './errors.js';
import { renderTrunkNumber } from './number-render.js';
import { refuseEmergency } from './number-settings.js';
import type { Call, Operation } from './operation.js';
import { created, gone, ok, operationOn, PAGING } from './operation.js';
import { trunkOf } from './trunks.js';

const NUMBERS = '/v1/Trunks/{TrunkSid}/PhoneNumbers';
const NUMBER = `${NUMBERS}/{Sid}`;

function trunkIn(call: Call): Trunk {
  return trunkOf(call.account, call.path('TrunkSid'));
}

function attachedNumber(call: Call): PhoneNumber {
  const trunk = trunkIn(call);
  const number = lookUp(call.account.numbers, call.path('Sid'));
  if (!number || number.trunkSid !== trunk.sid) throw notFound(`/Trunks/${trunk.sid}/PhoneNumbers/${call.path('Sid')}`);
  return number;
}

/**
 * Whether Twilio moves or refuses a number that sits on another trunk is undocumented; the sandbox moves it, which is the
 * case a careful caller must guard against. The same trunk twice is 21245.
 */
function attach(call: Call): JsonObject {
  const trunk = trunkIn(call);
  const number = lookUp(call.account.numbers, call.input.text('PhoneNumberSid'));
  if (!number) throw notFound(`/IncomingPhoneNumbers/${call.input.text('PhoneNumberSid')}`);
  if (number.trunkSid === trunk.sid) {
    throw new TwilioError(21245, `PhoneNumber ${number.sid} is already associated with this trunk`);
  }
  refuseEmergency(number);
  setTrunk(number, trunk.sid);
  return renderTrunkNumber(call.account, number, call.baseUrl);
}

const trunking = operationOn('trunking');

export const TRUNK_NUMBER_OPERATIONS: readonly Operation[] = [
  trunking('ListPhoneNumber', 'GET', NUMBERS, { params: PAGING }, (call) => {
    const trunk = trunkIn(call);
    const attached = Object.values(call.account.numbers).filter((number) => number.trunkSid === trunk.sid);
    return {
      kind: 'list',
      key: 'phone_numbers',
      // Being attached is what makes it a member of this list, so lag counts from there.
      entries: attached.map((number) => ({
        seq: number.seq,
        since: number.dateTrunkSet,
        render: () => renderTrunkNumber(call.account, number, call.baseUrl),
      })),
    };
  }),
  trunking(
    'CreatePhoneNumber',
    'POST',
    NUMBERS,
    { params: { PhoneNumberSid: sid('PN') }, required: ['PhoneNumberSid'] },
    (call) => created(attach(call)),
  ),
  trunking('FetchPhoneNumber', 'GET', NUMBER, {}, (call) =>
    ok(renderTrunkNumber(call.account, attachedNumber(call), call.baseUrl)),
  ),
  trunking('DeletePhoneNumber', 'DELETE', NUMBER, {}, (call) => {
    setTrunk(attachedNumber(call), null);
    return gone;
  }),
];
