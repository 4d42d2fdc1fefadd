import type { NumberTraits } from '../store/new-number.js';
import { newNumber } from '../store/new-number.js';
import type { NumberType, PhoneNumber } from '../store/records.js';
import type { TwilioCode } from './errors.js';
import { TwilioError } from './errors.js';
import { areaCodeOf, INVENTORY, inInventory } from './inventory.js';
import { refuseBeyondLimit } from './limits.js';
import { applySettings } from './number-settings.js';
import type { Call } from './operation.js';

/** Twilio's test numbers: what they answer is fixed and needs no inventory. */
const MAGIC_NUMBERS: Readonly<Record<string, TwilioCode>> = { '+15005550000': 21422, '+15005550001': 21421 };
const MAGIC_AREA_CODES: Readonly<Record<string, TwilioCode>> = { 533: 21452 };
const ALWAYS_FOR_SALE: NumberTraits = {
  phoneNumber: '+15005550006',
  numberType: 'local',
  addressRequirements: 'none',
  capabilities: { voice: true, sms: true, mms: true, fax: false },
};

interface ForSale extends NumberTraits {
  readonly needsBundle: boolean;
}

function byNumber(call: Call, phoneNumber: string, type: NumberType | null): ForSale {
  const magic = MAGIC_NUMBERS[phoneNumber];
  if (magic !== undefined) throw new TwilioError(magic);
  if (!/^\+[1-9]\d{6,14}$/.test(phoneNumber)) throw new TwilioError(21421, `${phoneNumber} is not a valid number`);
  // Also when it is already ours: buying twice is the same error as buying somebody else's.
  if (call.store.ownerOfNumber(phoneNumber)) throw new TwilioError(21422, `${phoneNumber} is not available`);
  if (phoneNumber === ALWAYS_FOR_SALE.phoneNumber) return { ...ALWAYS_FOR_SALE, needsBundle: false };
  const found = inInventory(phoneNumber);
  if (!found) throw new TwilioError(21422, `${phoneNumber} is not available`);
  if (type !== null && found.numberType !== type) throw new TwilioError(21458);
  return found;
}

/** Buys whatever comes first, so a repeat buys another number: exactly the trap it is at Twilio. */
function byAreaCode(call: Call, areaCode: string): ForSale {
  const magic = MAGIC_AREA_CODES[areaCode];
  if (magic !== undefined) throw new TwilioError(magic);
  if (areaCode === '500') return byNumber(call, ALWAYS_FOR_SALE.phoneNumber, null);
  const owned = call.store.ownedNumbers();
  const found = INVENTORY.find(
    (number) =>
      number.numberType === 'local' && areaCodeOf(number.phoneNumber) === areaCode && !owned.has(number.phoneNumber),
  );
  if (!found) throw new TwilioError(21452, `No phone numbers found in area code ${areaCode}`);
  return found;
}

export function buyNumber(call: Call, type: NumberType | null): PhoneNumber {
  const { account, input, store } = call;
  const { phoneNumber, areaCode } = { phoneNumber: input.text('PhoneNumber'), areaCode: input.text('AreaCode') };
  if (phoneNumber === '' && areaCode === '') {
    throw new TwilioError(20001, 'PhoneNumber or AreaCode is required', 'missing parameter PhoneNumber');
  }
  refuseBeyondLimit(call, 'numbers', Object.keys(account.numbers).length);
  const found = phoneNumber === '' ? byAreaCode(call, areaCode) : byNumber(call, phoneNumber, type);
  if (found.addressRequirements !== 'none' && input.text('AddressSid') === '') throw new TwilioError(21631);
  if (found.needsBundle && input.text('BundleSid') === '') throw new TwilioError(21649);
  const number = newNumber(store, {
    phoneNumber: found.phoneNumber,
    numberType: found.numberType,
    addressRequirements: found.addressRequirements,
    capabilities: found.capabilities,
  });
  applySettings(account, number, input);
  account.numbers[number.sid] = number;
  return number;
}
