import { createHash, randomBytes } from 'node:crypto';

/** Every Twilio SID is a two-letter prefix and 32 hexadecimal digits. */
export type SidPrefix =
  'AC' | 'AL' | 'AP' | 'CA' | 'CF' | 'CL' | 'CR' | 'IP' | 'NO' | 'OU' | 'PN' | 'RE' | 'RQ' | 'SK' | 'TK';

export function newSid(prefix: SidPrefix): string {
  return prefix + randomBytes(16).toString('hex');
}

/** Auth tokens and key secrets are 32 characters long. */
export function newSecret(): string {
  return randomBytes(16).toString('hex');
}

// LiveKit's shortuuid alphabet leaves out characters that are easily confused (protocol: utils/guid/id.go).
const SHORT_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

export type LiveKitPrefix = 'ST_' | 'SDR_' | 'SCL_' | 'STR_' | 'RM_' | 'PA_' | 'AD_';

export function newLiveKitId(prefix: LiveKitPrefix): string {
  return prefix + Array.from(randomBytes(12), (byte) => SHORT_ALPHABET[byte % SHORT_ALPHABET.length]).join('');
}

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
