import type { ListUpdate, SIPMediaEncryption } from '@livekit/protocol';
import { SIPMediaConfig } from '@livekit/protocol';
import { invalid } from './twirp-error.js';

// Every rule and message here is the server's own (protocol: livekit/sip.go, sip_validation.go, types.go).

const TOKEN_CHARACTER = /^[A-Za-z0-9\-.!%*_+`'~]$/;
const FORBIDDEN_HEADERS = new Set(
  [
    'accept accept-encoding accept-language allow allow-events call-id contact content-encoding content-length',
    'content-type cseq event expires from max-forwards record-route refer-to reply-to k l m o r t u v',
  ]
    .join(' ')
    .split(' '),
);

type StringMap = Readonly<Record<string, string>>;

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** The code point of the first character that is not allowed, or undefined. */
function firstBad(text: string, isAllowed: (character: string, code: number) => boolean): number | undefined {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (!isAllowed(character, code)) return code;
  }
  return undefined;
}

function headerNameProblem(name: string, isSet: boolean): string | null {
  if (name === '') return 'header name cannot be empty';
  if (bytesOf(name) > 255) return 'header name too long (max 255 characters)';
  const bad = firstBad(name, (character) => TOKEN_CHARACTER.test(character));
  if (bad !== undefined) {
    const what = bad < 128 ? 'not allowed' : 'out of range, consider explicilty adding utf8 characters';
    return `header name ${name} contains invalid characters: char ${bad} ${what}`;
  }
  return isSet && FORBIDDEN_HEADERS.has(name.toLowerCase()) ? `header name ${name} not supported` : null;
}

function validateHeaderName(name: string, isSet: boolean): void {
  const problem = headerNameProblem(name, isSet);
  if (problem !== null) throw invalid(`invalid header name: ${problem}`);
}

/** Control characters other than tab have no place in a SIP header's value. */
const isValueCharacter = (_character: string, code: number): boolean => code === 9 || (code >= 32 && code !== 127);

export function validateHeaders(headers: StringMap): void {
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name, true);
    const prefix = `invalid header value for ${name}: header ${name}: value`;
    if (bytesOf(value) > 1024) throw invalid(`${prefix} too long (max 1024 characters)`);
    const bad = firstBad(value, isValueCharacter);
    if (bad !== undefined) throw invalid(`${prefix}: char ${bad} not allowed`);
  }
}

/** The maps name headers without setting them, so the list of forbidden ones does not apply. */
export function validateHeaderMaps(maps: { headersToAttributes: StringMap; attributesToHeaders: StringMap }): void {
  for (const name of Object.values(maps.attributesToHeaders)) validateHeaderName(name, false);
  for (const name of Object.keys(maps.headersToAttributes)) validateHeaderName(name, false);
}

const MAX_MEDIA_TIMEOUT_SECONDS = 600n;

export function validateMedia(media: SIPMediaConfig | undefined): void {
  if (media === undefined) return;
  for (const { name } of media.codecs) {
    if (name === '') throw invalid('missing codec name');
    if (/[ \t\n\r]/.test(name)) throw invalid('invalid codec name');
    if (name.includes('/')) throw invalid("codec name must not contain '/'");
  }
  const timeout = media.mediaTimeout;
  if (timeout === undefined) return;
  if (timeout.seconds < 0n || timeout.nanos < 0) throw invalid('media_timeout must not be negative');
  const isTooLong = timeout.seconds > MAX_MEDIA_TIMEOUT_SECONDS;
  if (isTooLong || (timeout.seconds === MAX_MEDIA_TIMEOUT_SECONDS && timeout.nanos > 0)) {
    throw invalid('media_timeout must not exceed 10m0s');
  }
}

interface WithMedia {
  media?: SIPMediaConfig;
  mediaEncryption: SIPMediaEncryption;
}

/** Takes the deprecated field over where the new one says nothing. */
export function upgradeMedia(record: WithMedia): void {
  record.media ??= new SIPMediaConfig();
  if (record.media.encryption === undefined && record.mediaEncryption !== 0) {
    record.media.encryption = record.mediaEncryption;
  }
}

/** An update of fields replaces the media whole, and writes its encryption into the deprecated field as well. */
export function applyMedia(record: WithMedia, update: Partial<WithMedia>): void {
  if (update.media) record.media = update.media;
  if (update.mediaEncryption !== undefined) record.mediaEncryption = update.mediaEncryption;
  upgradeMedia(record);
  record.mediaEncryption = record.media?.encryption ?? 0;
}

/** A host, not a URI: transport has a field of its own, and user parts and parameters do not belong. */
export function validateHost(host: string, what: string): void {
  if (host.includes('transport=')) throw invalid(`${what} should not contain transport parameter`);
  if (/[@;]/.test(host) || /^sips?:/.test(host)) throw invalid(`${what} should be a hostname or IP, not SIP URI`);
}

export function validateListUpdate(update: ListUpdate | undefined): void {
  if (update === undefined) return;
  const { set, add, remove, clear } = update;
  const changes = add.length + remove.length > 0;
  if (!clear && set.length === 0 && !changes) throw invalid('unsupported list update operation');
  if (clear && (set.length > 0 || changes)) throw invalid('cannot clear and change the list at the same time');
  if (set.length > 0 && changes) throw invalid('cannot set and change the list at the same time');
  if ([...set, ...add, ...remove].includes('')) throw invalid('empty element in the list');
}

/** Clear, else set, else remove the first match of each and then add what is missing. */
export function applyListUpdate(update: ListUpdate | undefined, current: readonly string[]): string[] {
  if (update === undefined) return [...current];
  if (update.clear) return [];
  if (update.set.length > 0) return [...update.set];
  const list = [...current];
  for (const item of update.remove) {
    const index = list.indexOf(item);
    if (index !== -1) list.splice(index, 1);
  }
  for (const item of update.add) if (!list.includes(item)) list.push(item);
  return list;
}
