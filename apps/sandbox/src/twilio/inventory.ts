import type { AddressRequirement, Capabilities, NumberType } from '../store/records.js';

/** A block of numbers that can be bought. All lie in ranges that regulators set aside for fiction where there are any. */
interface Block {
  readonly country: string;
  readonly numberType: NumberType;
  readonly prefix: string;
  readonly from: number;
  readonly count: number;
  readonly digits: number;
  readonly addressRequirements: AddressRequirement;
  readonly needsBundle: boolean;
  readonly locality: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly capabilities: Capabilities;
}

export interface AvailableNumber extends Block {
  readonly phoneNumber: string;
}

export interface Country {
  readonly code: string;
  readonly name: string;
  readonly types: readonly NumberType[];
}

const ALL: Capabilities = { voice: true, sms: true, mms: true, fax: false };
const VOICE_SMS: Capabilities = { voice: true, sms: true, mms: false, fax: false };
const VOICE: Capabilities = { voice: true, sms: false, mms: false, fax: false };

type Place = readonly [locality: string | null, region: string | null, postalCode: string | null];
const NOWHERE: Place = [null, null, null];

function block(
  country: string,
  numberType: NumberType,
  [prefix, from, count, digits]: readonly [string, number, number, number],
  capabilities: Capabilities,
  [locality, region, postalCode]: Place = NOWHERE,
  addressRequirements: AddressRequirement = 'none',
  needsBundle = false,
): Block {
  const place = { locality, region, postalCode };
  return { country, numberType, prefix, from, count, digits, addressRequirements, needsBundle, ...place, capabilities };
}

// NANP: 555-0100 to 555-0199 of every area code is fiction.
const nanp = (areaCode: string): readonly [string, number, number, number] => [`+1${areaCode}555`, 100, 100, 4];

const BLOCKS: readonly Block[] = [
  block('US', 'local', nanp('212'), ALL, ['New York', 'NY', '10001']),
  block('US', 'local', nanp('415'), ALL, ['San Francisco', 'CA', '94102']),
  block('US', 'local', nanp('503'), ALL, ['Portland', 'OR', '97201']),
  block('US', 'local', nanp('617'), ALL, ['Boston', 'MA', '02108']),
  block('US', 'local', nanp('737'), ALL, ['Austin', 'TX', '78701']),
  block('US', 'tollfree', nanp('833'), ALL),
  block('US', 'tollfree', nanp('888'), ALL),
  block('CA', 'local', nanp('416'), ALL, ['Toronto', 'ON', 'M5H']),
  block('CA', 'tollfree', nanp('844'), ALL),
  // Ofcom's numbers for drama.
  block('GB', 'local', ['+44207946', 0, 100, 4], VOICE, ['London', null, null], 'any'),
  block('GB', 'mobile', ['+447700900', 0, 100, 3], VOICE_SMS, NOWHERE, 'any'),
  block('GB', 'tollfree', ['+44808157', 0, 100, 4], VOICE),
  // Bundesnetzagentur's numbers for drama; German numbers need a local address and a regulatory bundle.
  block('DE', 'local', ['+493023125', 0, 100, 3], VOICE, ['Berlin', null, null], 'local', true),
  block('DE', 'mobile', ['+4917139200', 0, 100, 2], VOICE_SMS, NOWHERE, 'local', true),
  block('DE', 'tollfree', ['+49800555', 0, 50, 4], VOICE, NOWHERE, 'any'),
  // Arcep's numbers for drama.
  block('FR', 'local', ['+331990', 0, 100, 5], VOICE, ['Paris', null, null], 'local'),
  // ACMA's numbers for drama.
  block('AU', 'local', ['+6125550', 0, 100, 4], VOICE, ['Sydney', 'NSW', null], 'foreign'),
  block('AU', 'mobile', ['+61491570', 0, 100, 3], VOICE_SMS, NOWHERE, 'foreign'),
];

const NAMES: Readonly<Record<string, string>> = {
  US: 'United States',
  CA: 'Canada',
  GB: 'United Kingdom',
  DE: 'Germany',
  FR: 'France',
  AU: 'Australia',
};

export const INVENTORY: readonly AvailableNumber[] = BLOCKS.flatMap((one) =>
  Array.from({ length: one.count }, (_, index) => ({
    ...one,
    phoneNumber: one.prefix + String(one.from + index).padStart(one.digits, '0'),
  })),
);

const BY_NUMBER = new Map(INVENTORY.map((number) => [number.phoneNumber, number]));

export function inInventory(phoneNumber: string): AvailableNumber | undefined {
  return BY_NUMBER.get(phoneNumber);
}

export const COUNTRIES: readonly Country[] = Object.entries(NAMES).map(([code, name]) => ({
  code,
  name,
  types: [...new Set(BLOCKS.filter((one) => one.country === code).map((one) => one.numberType))],
}));

/** The area code of a North American number; elsewhere Twilio's AreaCode does not apply. */
export function areaCodeOf(phoneNumber: string): string | null {
  return phoneNumber.startsWith('+1') ? phoneNumber.slice(2, 5) : null;
}
