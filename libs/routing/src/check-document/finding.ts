import type { Id } from '../routing-document.js';

/** What is wrong with a draft, and what to do about it. Errors stop a publication, warnings do not. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning';
  readonly where: Where;
  /** One plain sentence about this case. */
  readonly message: string;
  /** One plain sentence: what helps. */
  readonly fix: string;
}

export interface Where {
  readonly kind: 'route' | 'forwarding' | 'ring-group' | 'destination' | 'hours' | 'policy' | 'fallback';
  /** The called number of a route or forwarding, else the id; null for policy and fallback. */
  readonly id: Id | null;
}

export type FindingCode = keyof typeof CATALOGUE;

/** Stable codes, how serious each is, and the way out. */
const CATALOGUE = {
  loop: ['error', 'Let one of these places lead somewhere else.'],
  chain_too_long: ['error', 'Let a call pass fewer places before it ends.'],
  fallback_is_itself: ['error', 'Let the fallback be a destination, an announcement, a number or hanging up.'],
  missing_agent: ['error', 'Choose an agent that exists.'],
  missing_destination: ['error', 'Choose a destination that exists, or make this one.'],
  missing_ring_group: ['error', 'Choose a ring group that exists, or make this one.'],
  missing_hours: ['error', 'Choose hours that exist, or none.'],
  own_number_without_route: ['error', 'Give that number a route, or name what shall answer instead of the number.'],
  own_number_in_group: ['error', 'Put what answers that number into the group instead of the number.'],
  number_forbidden: ['error', 'Choose another number, or allow its country or prefix in the policy.'],
  number_not_listed: ['error', 'Make it a destination, or allow a prefix that it begins with.'],
  sip_forbidden: ['error', 'Correct the SIP URI, or allow its host in the policy.'],
  client_invalid: ['error', 'Give the client an identity of 1 to 256 characters.'],
  uui_not_sendable: [
    'error',
    'Use printable ASCII, at most 1,010 characters when percent-encoded, or hexadecimal digits.',
  ],
  ring_seconds_out_of_range: ['error', 'Choose a whole number of seconds from 5 to 600.'],
  announcement_empty: ['error', 'Write what the caller shall hear.'],
  announcement_too_long: ['error', 'Shorten the text to 4,096 characters.'],
  announcement_language: ['error', 'Name the language like en-US or de-DE.'],
  group_empty: ['error', 'Add a member, or let the calls go elsewhere.'],
  hours_time_zone: ['error', 'Choose an IANA time zone such as Europe/Berlin.'],
  hours_period: [
    'error',
    'Write times as HH:MM, the first before the second; a night is two periods, to 24:00 and from 00:00.',
  ],
  hours_holiday: ['error', 'Write the date as YYYY-MM-DD, each date once.'],
  invalid_number: ['error', 'Write the number as + and 7 to 15 digits.'],
  invalid_id: ['error', 'Use letters, digits, - and _, at most 64.'],
  policy_country: ['error', 'Use two capital letters of ISO 3166-1, such as DE.'],
  policy_prefix: ['error', 'Write + and digits.'],
  policy_prefix_too_broad: [
    'error',
    'Write the whole country code (for +1 the area code too), or add the country to the list.',
  ],
  policy_sip_host: ['error', 'Write a host name, or *. and a domain of at least two parts.'],
  policy_max_call: ['error', 'Choose a whole number of seconds from 60 to 86,400.'],
  number_not_owned: ['warning', 'Buy or import the number, or remove what is said about it.'],
  number_on_trunk: ['warning', 'Switch the number to the webhook plane, or let it go to an agent.'],
  rule_never_reached: ['warning', 'Remove the rule, or what stands before it.'],
  member_twice: ['warning', 'Remove one of the two.'],
  hours_never_open: ['warning', 'Add a period, or let the number go straight to what answers when closed.'],
  hours_overlap: ['warning', 'Make one period of the two.'],
  hangs_up: ['warning', 'Let the caller at least hear an announcement.'],
  unused: ['warning', 'Refer to it from somewhere, or remove it.'],
} as const satisfies Readonly<Record<string, readonly [Finding['severity'], string]>>;

export function finding(code: FindingCode, where: Where, message: string): Finding {
  const [severity, fix] = CATALOGUE[code];
  return { code, severity, where, message, fix };
}
