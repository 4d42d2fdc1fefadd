import type { ListUpdate, SIPMediaConfig } from '@livekit/protocol';
import { invalid } from './twirp-error.js';

// Every rule and message here is the server's own (protocol: livekit/sip.go, sip_validation.go, types.go).

const TOKEN = /^[A-Za-z0-9\-.!%*_+`'~]+$/;
const FORBIDDEN_HEADERS = new Set(
  [
    'accept accept-encoding accept-language allow allow-events call-id contact content-encoding content-length',
    'content-type cseq event expires from max-forwards record-route refer-to reply-to k l m o r t u v',
  ]
    .join(' ')
    .split(' '),
);

type StringMap = Readonly<Record<string, string>>;

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

function validateHeaderName(name: string): void {
  if (name === '' || name.length > 255 || !isToken(name)) throw invalid(`invalid header name: ${name}`);
}

/** Control characters other than tab have no place in a SIP header's value. */
function hasControlCharacter(value: string): boolean {
  return Array.from(value).some((character) => {
    const code = character.codePointAt(0) ?? 0;
    return (code < 32 && code !== 9) || code === 127;
  });
}

export function validateHeaders(headers: StringMap): void {
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    if (FORBIDDEN_HEADERS.has(name.toLowerCase())) throw invalid(`header name ${name} not supported`);
    if (value.length > 1024 || hasControlCharacter(value)) throw invalid(`invalid header value: ${name}`);
  }
}

/** The maps name headers without setting them, so the list of forbidden ones does not apply. */
export function validateHeaderMaps(maps: { headersToAttributes: StringMap; attributesToHeaders: StringMap }): void {
  for (const name of Object.values(maps.attributesToHeaders)) validateHeaderName(name);
  for (const name of Object.keys(maps.headersToAttributes)) validateHeaderName(name);
}

const MAX_MEDIA_TIMEOUT_SECONDS = 600n;

export function validateMedia(media: SIPMediaConfig | undefined): void {
  if (media === undefined) return;
  for (const { name } of media.codecs) {
    if (name === '') throw invalid('missing codec name');
    if (/\s/.test(name)) throw invalid('invalid codec name');
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
