import type { JsonObject } from '../json.js';
import type { NumberType } from '../store/records.js';
import type { ParamTable } from './checks.js';
import { anything, flag, integer } from './checks.js';
import { notFound, TwilioError } from './errors.js';
import type { Input } from './input.js';
import type { AvailableNumber, Country } from './inventory.js';
import { areaCodeOf, COUNTRIES, INVENTORY } from './inventory.js';
import type { Call, Operation } from './operation.js';
import { ok, operationOn, PAGING } from './operation.js';

const ROOT = '/2010-04-01/Accounts/{AccountSid}/AvailablePhoneNumbers';

const TYPES: Readonly<Record<NumberType, { segment: string; uriKey: string }>> = {
  local: { segment: 'Local', uriKey: 'local' },
  mobile: { segment: 'Mobile', uriKey: 'mobile' },
  tollfree: { segment: 'TollFree', uriKey: 'toll_free' },
};

const PARAMS: ParamTable = {
  ...PAGING,
  AreaCode: integer(0, 999),
  Contains: anything,
  SmsEnabled: flag,
  MmsEnabled: flag,
  VoiceEnabled: flag,
  FaxEnabled: flag,
  ExcludeAllAddressRequired: flag,
  ExcludeLocalAddressRequired: flag,
  ExcludeForeignAddressRequired: flag,
  Beta: flag,
  NearNumber: anything,
  NearLatLong: anything,
  Distance: integer(0, 500),
  InPostalCode: anything,
  InRegion: anything,
  InRateCenter: anything,
  InLata: anything,
  InLocality: anything,
};

type Filter = (number: AvailableNumber, input: Input, name: string) => boolean;

const excludes =
  (...requirements: readonly string[]): Filter =>
  (number, input, name) =>
    !input.flag(name) || !requirements.includes(number.addressRequirements);

const equals =
  (read: (number: AvailableNumber) => string | null): Filter =>
  (number, input, name) =>
    (read(number) ?? '').toLowerCase() === input.text(name).toLowerCase();

/** Parameters that narrow the search. Those about distance are accepted but narrow nothing. */
const FILTERS: Readonly<Record<string, Filter>> = {
  AreaCode: equals((number) => areaCodeOf(number.phoneNumber)),
  Contains: (number, input) => containsPattern(input.text('Contains')).test(number.phoneNumber),
  SmsEnabled: (number, input, name) => number.capabilities.sms === input.flag(name),
  MmsEnabled: (number, input, name) => number.capabilities.mms === input.flag(name),
  VoiceEnabled: (number, input, name) => number.capabilities.voice === input.flag(name),
  FaxEnabled: (number, input, name) => number.capabilities.fax === input.flag(name),
  ExcludeAllAddressRequired: excludes('any', 'local', 'foreign'),
  ExcludeLocalAddressRequired: excludes('local'),
  ExcludeForeignAddressRequired: excludes('foreign'),
  InPostalCode: equals((number) => number.postalCode),
  InRegion: equals((number) => number.region),
  InLocality: equals((number) => number.locality),
};

/** 2 to 16 characters; `*` stands for one digit, letters for the key they are on, a leading `+` is allowed. */
function containsPattern(contains: string): RegExp {
  if (contains.length < 2 || contains.length > 16 || !/^\+?[0-9a-z*]+$/i.test(contains)) {
    throw new TwilioError(20001, 'Invalid parameter Contains: 2 to 16 digits, letters or *');
  }
  const digits = contains
    .toLowerCase()
    .replace(/[a-z]/g, (letter) => '22233344455566677778889999'[letter.charCodeAt(0) - 97] ?? '');
  return new RegExp(digits.replace('+', '^\\+').replaceAll('*', '\\d'));
}

function countryIn(call: Call): Country {
  const country = COUNTRIES.find(({ code }) => code === call.path('CountryCode').toUpperCase());
  if (!country) throw notFound(`/AvailablePhoneNumbers/${call.path('CountryCode')}`);
  return country;
}

function renderCountry(call: Call, country: Country): JsonObject {
  const uri = `/2010-04-01/Accounts/${call.account.sid}/AvailablePhoneNumbers/${country.code}`;
  return {
    country_code: country.code,
    country: country.name,
    beta: false,
    uri: `${uri}.json`,
    subresource_uris: Object.fromEntries(
      country.types.map((type) => [TYPES[type].uriKey, `${uri}/${TYPES[type].segment}.json`]),
    ),
  };
}

function renderAvailable(number: AvailableNumber): JsonObject {
  const { voice, sms, mms, fax } = number.capabilities;
  return {
    friendly_name: number.phoneNumber,
    phone_number: number.phoneNumber,
    lata: null,
    locality: number.locality,
    rate_center: null,
    latitude: null,
    longitude: null,
    region: number.region,
    postal_code: number.postalCode,
    iso_country: number.country,
    address_requirements: number.addressRequirements,
    beta: false,
    capabilities: { voice, sms, mms, fax },
  };
}

/** A found number has no SID and no price and is not reserved: somebody else may buy it first. */
function search(call: Call, type: NumberType): JsonObject {
  const country = countryIn(call);
  // A type that the country does not sell is 404: the United States have no Mobile.
  if (!country.types.includes(type)) throw notFound(`/AvailablePhoneNumbers/${country.code}/${TYPES[type].segment}`);
  const active = Object.entries(FILTERS).filter(([name]) => call.input.has(name));
  const owned = call.store.ownedNumbers();
  const size = call.input.has('PageSize') ? call.input.integer('PageSize') : 30;
  const page = call.input.has('Page') ? call.input.integer('Page') : 0;
  const found = INVENTORY.filter((number) => number.country === country.code && number.numberType === type)
    .filter((number) => !owned.has(number.phoneNumber))
    .filter((number) => active.every(([name, filter]) => filter(number, call.input, name)));
  return {
    available_phone_numbers: found.slice(page * size, (page + 1) * size).map(renderAvailable),
    uri: `/2010-04-01/Accounts/${call.account.sid}/AvailablePhoneNumbers/${country.code}/${TYPES[type].segment}.json`,
  };
}

const api = operationOn('api');

export const AVAILABLE_NUMBER_OPERATIONS: readonly Operation[] = [
  api('ListAvailablePhoneNumberCountry', 'GET', ROOT, { params: PAGING }, (call) =>
    ok({
      countries: COUNTRIES.map((country) => renderCountry(call, country)),
      uri: `/2010-04-01/Accounts/${call.account.sid}/AvailablePhoneNumbers.json`,
    }),
  ),
  api('FetchAvailablePhoneNumberCountry', 'GET', `${ROOT}/{CountryCode}`, {}, (call) =>
    ok(renderCountry(call, countryIn(call))),
  ),
  ...(['local', 'mobile', 'tollfree'] as const).map((type) =>
    api(
      `ListAvailablePhoneNumber${TYPES[type].segment}`,
      'GET',
      `${ROOT}/{CountryCode}/${TYPES[type].segment}`,
      { params: PARAMS },
      (call) => ok(search(call, type)),
    ),
  ),
];
