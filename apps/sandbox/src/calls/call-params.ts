import { inInventory } from '../twilio/inventory.js';
import type { Params } from '../webhooks/webhook-client.js';
import type { LiveCall } from './live-call.js';

const COUNTRY_BY_PREFIX: readonly (readonly [prefix: string, country: string])[] = [
  ['+1', 'US'],
  ['+44', 'GB'],
  ['+49', 'DE'],
  ['+33', 'FR'],
  ['+61', 'AU'],
];

/** City, state, zip and country of a telephone number: four parameters, empty where nobody knows. SIP and clients have none. */
function place(role: string, address: string): [string, string][] {
  if (!address.startsWith('+')) return [];
  const known = inInventory(address);
  const country = COUNTRY_BY_PREFIX.find(([prefix]) => address.startsWith(prefix))?.[1] ?? '';
  return [
    [`${role}City`, known?.locality?.toUpperCase() ?? ''],
    [`${role}State`, known?.region ?? ''],
    [`${role}Zip`, known?.postalCode ?? ''],
    [`${role}Country`, known?.country ?? country],
  ];
}

/** What every voice webhook of a call carries (Twilio docs: "Request parameters"). */
export function callParams({ record, extraParams }: LiveCall, status: string = record.status): Params {
  const { to, from } = record;
  return [
    ['CallSid', record.sid],
    ['AccountSid', record.accountSid],
    ['From', from],
    ['To', to],
    ['Caller', from],
    ['Called', to],
    ['CallStatus', status],
    ['ApiVersion', '2010-04-01'],
    // Requests speak of inbound and outbound only; records know trunks too.
    ['Direction', record.direction === 'trunking-originating' ? 'inbound' : record.direction],
    ...(record.callerName === '' ? [] : [['CallerName', record.callerName] as const]),
    ...(record.forwardedFrom === '' ? [] : [['ForwardedFrom', record.forwardedFrom] as const]),
    ...(record.parentCallSid === null ? [] : [['ParentCallSid', record.parentCallSid] as const]),
    ...place('From', from),
    ...place('To', to),
    ...place('Caller', from),
    ...place('Called', to),
    ...extraParams,
  ];
}
