import type twilio from 'twilio';
import { allPages } from './all-pages.js';
import { checkSids } from './check-sids.js';
import { NumberGateway } from './number-gateway.js';
import {
  NUMBER_TYPES,
  type AvailableNumber,
  type NumberCapabilities,
  type NumberOrder,
  type NumberSearch,
  type NumberType,
  type OwnedNumber,
} from './number-types.js';
import { orNull } from './or-null.js';
import { numbersOf, toObservedNumber, type SdkNumber } from './read-number.js';
import { unavailable } from './to-twilio-error.js';
import type { TwilioAccount } from './trunk-types.js';
import type { TwilioConnection } from './twilio-connection.js';

type SdkCountry = ReturnType<ReturnType<twilio.Twilio['api']['v2010']['accounts']>['availablePhoneNumbers']>;
type SdkAvailable = Pick<
  Awaited<ReturnType<SdkCountry['local']['list']>>[number],
  | 'phoneNumber'
  | 'friendlyName'
  | 'locality'
  | 'region'
  | 'isoCountry'
  | 'addressRequirements'
  | 'beta'
  | 'capabilities'
>;

/** {@link NumberGateway} over the official SDK. */
export class TwilioNumberGateway extends NumberGateway {
  readonly #connection: TwilioConnection;

  constructor(connection: TwilioConnection) {
    super();
    this.#connection = connection;
  }

  override typesIn(account: TwilioAccount, country: string): Promise<readonly NumberType[] | null> {
    return this.#connection.with(account, 'read the types of numbers', async (client) => {
      const found = await orNull(countryOf(client, country).fetch());
      return found && NUMBER_TYPES.filter((type) => Object.hasOwn(found.subresourceUris, type));
    });
  }

  override search(account: TwilioAccount, search: NumberSearch): Promise<readonly AvailableNumber[]> {
    return this.#connection.with(account, 'search numbers', async (client) => {
      return (await listOf(countryOf(client, search.country), search)).map(toAvailableNumber);
    });
  }

  override list(account: TwilioAccount): Promise<readonly OwnedNumber[]> {
    return this.#connection.with(account, 'list numbers', async (client) =>
      (await numbersOf(client).list(allPages())).map(toOwnedNumber),
    );
  }

  override find(account: TwilioAccount, phoneNumber: string): Promise<OwnedNumber | null> {
    return this.#connection.with(account, 'find a number', async (client) => {
      // Twilio's filter also finds numbers of which this one is a part.
      const found = await numbersOf(client).list({ phoneNumber, ...allPages() });
      return found.filter((number) => number.phoneNumber === phoneNumber).map(toOwnedNumber)[0] ?? null;
    });
  }

  override buy(account: TwilioAccount, order: NumberOrder): Promise<OwnedNumber> {
    return this.#connection.with(account, 'buy a number', async (client) => {
      checkSids(order);
      const { phoneNumber, addressSid, bundleSid, friendlyName } = order;
      const bought = toOwnedNumber(
        await numbersOf(client).create({
          phoneNumber,
          ...(addressSid === undefined ? {} : { addressSid }),
          ...(bundleSid === undefined ? {} : { bundleSid }),
          ...(friendlyName === undefined ? {} : { friendlyName }),
        }),
      );
      if (!bought.numberSid || bought.phoneNumber !== phoneNumber) throw unavailable('the answer names no number');
      return bought;
    });
  }
}

/** By the account's own SID: see `sipOf`. */
function countryOf(client: twilio.Twilio, country: string): SdkCountry {
  return client.api.v2010.accounts(client.accountSid).availablePhoneNumbers(country);
}

/** The SDK has a class of its own for each type; all take and give the same. */
function listOf(country: SdkCountry, search: NumberSearch): Promise<readonly SdkAvailable[]> {
  const parameters = parametersOf(search);
  switch (search.type) {
    case 'local':
      return country.local.list(parameters);
    case 'toll_free':
      return country.tollFree.list(parameters);
    case 'mobile':
      return country.mobile.list(parameters);
    case 'national':
      return country.national.list(parameters);
    case 'voip':
      return country.voip.list(parameters);
    case 'shared_cost':
      return country.sharedCost.list(parameters);
    case 'machine_to_machine':
      return country.machineToMachine.list(parameters);
  }
}

function parametersOf({ areaCode, contains, capabilities, limit }: NumberSearch) {
  const wants = (name: keyof NumberCapabilities): true | undefined => capabilities.includes(name) || undefined;
  const [voice, sms, mms, fax] = [wants('voice'), wants('sms'), wants('mms'), wants('fax')];
  return {
    ...(areaCode === undefined ? {} : { areaCode }),
    ...(contains === undefined ? {} : { contains }),
    ...(voice ? { voiceEnabled: voice } : {}),
    ...(sms ? { smsEnabled: sms } : {}),
    ...(mms ? { mmsEnabled: mms } : {}),
    ...(fax ? { faxEnabled: fax } : {}),
    limit,
    pageSize: limit,
  };
}

function toAvailableNumber(number: SdkAvailable): AvailableNumber {
  return {
    phoneNumber: number.phoneNumber,
    friendlyName: number.friendlyName || number.phoneNumber,
    locality: number.locality || null,
    region: number.region || null,
    country: number.isoCountry,
    addressRequirement: toAddressRequirement(number.addressRequirements),
    beta: Boolean(number.beta),
    capabilities: toCapabilities(number.capabilities),
  };
}

/** A requirement that we do not know is one all the same. */
function toAddressRequirement(text: string): AvailableNumber['addressRequirement'] {
  return text === 'none' || text === 'local' || text === 'foreign' ? text : 'any';
}

export function toOwnedNumber(number: SdkNumber): OwnedNumber {
  return {
    ...toObservedNumber(number),
    numberType: number.type || null,
    capabilities: toCapabilities(number.capabilities),
  };
}

/** Twilio writes the same names in capitals for some kinds of numbers. */
function toCapabilities(capabilities: object | undefined): NumberCapabilities {
  const names = new Map(
    Object.entries(capabilities ?? {}).map(([name, value]) => [name.toLowerCase(), value === true]),
  );
  const has = (name: string): boolean => names.get(name) ?? false;
  return { voice: has('voice'), sms: has('sms'), mms: has('mms'), fax: has('fax') };
}
