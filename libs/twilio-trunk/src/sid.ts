/**
 * Twilio's identifiers: two letters for the kind, 32 lower-case hexadecimal digits. They are checked before they become part of
 * a URL path, and so that a LiveKit id (`ST_…`) never passes for a Twilio one.
 */
export const SID_PREFIXES = {
  account: 'AC',
  apiKey: 'SK',
  trunk: 'TK',
  originationUrl: 'OU',
  credentialList: 'CL',
  credential: 'CR',
  ipAccessControlList: 'AL',
  phoneNumber: 'PN',
  application: 'AP',
} as const;

export type SidKind = keyof typeof SID_PREFIXES;

const PATTERNS = new Map(
  Object.entries(SID_PREFIXES).map(([kind, prefix]) => [kind, new RegExp(`^${prefix}[0-9a-f]{32}$`)]),
);

export function isSid(kind: SidKind, value: string): boolean {
  return PATTERNS.get(kind)?.test(value) ?? false;
}

export const isAccountSid = (value: string): boolean => isSid('account', value);
export const isApiKeySid = (value: string): boolean => isSid('apiKey', value);
export const isTrunkSid = (value: string): boolean => isSid('trunk', value);
export const isOriginationUrlSid = (value: string): boolean => isSid('originationUrl', value);
export const isCredentialListSid = (value: string): boolean => isSid('credentialList', value);
export const isCredentialSid = (value: string): boolean => isSid('credential', value);
export const isPhoneNumberSid = (value: string): boolean => isSid('phoneNumber', value);
