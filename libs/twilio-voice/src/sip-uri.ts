import { cleanText } from './xml.js';

/** The called number on the way to an agent; LiveKit's inbound trunk maps this header to a participant attribute. */
export const CALLED_HEADER = 'X-Trunkline-Called';
/** Twilio's limit for the header part of a SIP URI is below 1,024 characters (error 13252). */
const LONGEST_HEADERS = 1_023;
const CONTROL = /[\p{Cc}]/gu;
const NOT_ALPHANUMERIC = /[!'()*\-._~]/g;

/** `sip:{user}@{host};transport=…?X-Trunkline-Called=…`. */
export function agentUri(
  sipUser: string,
  called: string,
  { agentHost, agentTransport }: { readonly agentHost: string; readonly agentTransport: string },
): string {
  const user = encodeURIComponent(cleanText(sipUser));
  return withHeader(`sip:${user}@${agentHost};transport=${agentTransport}`, CALLED_HEADER, called);
}

/** The URI with User-to-User information (RFC 7433) as a header parameter, every character but letters and digits percent-encoded. */
export function sipUriWithUui(uri: string, uui: string | null): string {
  return uui === null ? uri : withHeader(uri, 'User-to-User', uui);
}

/** Without the header when it would be longer than Twilio takes: a call without it is better than none, and half of it would lie. */
function withHeader(uri: string, name: string, value: string): string {
  const header = `${name}=${encodeHeader(value)}`;
  const mark = uri.indexOf('?');
  const before = mark === -1 ? 0 : uri.length - mark;
  if (before + header.length > LONGEST_HEADERS) return uri;
  return `${uri}${mark === -1 ? '?' : '&'}${header}`;
}

function encodeHeader(value: string): string {
  const clean = cleanText(value).replace(CONTROL, '');
  return encodeURIComponent(clean).replace(
    NOT_ALPHANUMERIC,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
