import { isE164 } from './e164.js';
import type { E164 } from './routing-document.js';
import { parseSipUri, type SipUri } from './sip-uri.js';

/** What a phone or a REFER names as the place to call. `dialled`: what stands where a number would, whether or not it is one. */
export type CallTarget =
  | { readonly kind: 'sip'; readonly uri: SipUri; readonly number: E164 | null; readonly dialled: string }
  | { readonly kind: 'tel'; readonly number: E164 | null; readonly dialled: string };

/** `"display name" <uri>` and `token <uri>;params` (RFC 3261 §20.10). */
const NAME_ADDR = /^(?:"(?:[^"\\]|\\.)*"\s*|[^"<>]*)<([^<>]*)>\s*(?:;[^<>]*)?$/;
/** What may stand in a number for the eye only (RFC 3966 §5.1.1). */
const VISUAL_SEPARATORS = /[-.()]/g;
const TEL = /^tel:([^;?]*)(?:;[^?]*)?$/i;
/** Twilio sends at most 256 characters; no name in front makes an honest target longer than this. */
const MAX_LENGTH = 2_000;

/** A SIP, SIPS or TEL URI, bare or in angle brackets with a name before it; null for anything else. */
export function parseCallTarget(text: string): CallTarget | null {
  if (text.length > MAX_LENGTH) return null;
  const trimmed = text.trim();
  const uriText = trimmed.includes('<') ? NAME_ADDR.exec(trimmed)?.[1] : trimmed;
  if (uriText === undefined) return null;
  const tel = TEL.exec(uriText);
  if (tel !== null) {
    const dialled = tel[1] ?? '';
    return { kind: 'tel', number: toGlobalNumber(dialled), dialled };
  }
  const uri = parseSipUri(uriText);
  return uri === null ? null : { kind: 'sip', uri, number: numberOfUser(uri), dialled: uri.user ?? '' };
}

/**
 * The telephone number that a SIP or TEL URI names, in E.164: its user part, without the user part's own parameters. Null when it is
 * not a global number: a name (`sip:alice@…`), a local or short number, one without `+`, digits of another script.
 */
export function numberFromSipUri(text: string): E164 | null {
  return parseCallTarget(text)?.number ?? null;
}

/** The global number that is the user part of a SIP URI, null when that is something else. */
export function numberOfUser({ user }: SipUri): E164 | null {
  if (user === null) return null;
  const semicolon = user.indexOf(';');
  return toGlobalNumber(semicolon === -1 ? user : user.slice(0, semicolon));
}

function toGlobalNumber(subscriber: string): E164 | null {
  if (!subscriber.startsWith('+')) return null;
  const number = subscriber.replace(VISUAL_SEPARATORS, '');
  return isE164(number) ? number : null;
}
