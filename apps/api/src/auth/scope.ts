/** What an API key can be allowed to do: a closed list, each with the sentence the dashboard shows beside its tick box. */
export const SCOPES = {
  'sip-config:read':
    'Fetch the SIP configuration that an agent needs to place and take calls, including its SIP password.',
  'credentials:read': 'See which Twilio accounts are connected and how they are, never their secrets.',
  'credentials:write': 'Connect, rotate and disconnect Twilio accounts.',
  'trunks:read': 'See trunks, plans, runs and drift.',
  'trunks:write': 'Apply plans, repair trunks, attach and detach numbers.',
  'routing:read': 'See agents, routes, ring groups, business hours and what is published of them.',
  'routing:write': 'Change agents, routes, ring groups and business hours, and publish them.',
  'numbers:read': 'See numbers, what each does, and what is for sale.',
  'numbers:write': 'Import, buy, name and release numbers, and choose what answers them.',
  'calls:write': 'Place, transfer and hang up calls.',
  'calls:read': 'See calls and recordings.',
  'audit:read': 'Read the audit log.',
} as const satisfies Readonly<Record<string, string>>;

export type Scope = keyof typeof SCOPES;

export const ALL_SCOPES = Object.keys(SCOPES) as readonly Scope[];

export function isScope(text: string): text is Scope {
  return Object.hasOwn(SCOPES, text);
}
