import { isE164, numberFromSipUri, parseSipUri, type Target } from '@app/routing';

/** What an item of a Twilio Sync Map says, or why it could not be taken. */
export type SyncItem =
  | { readonly phoneNumber: string; readonly target: Target }
  | { readonly phoneNumber: string | null; readonly reason: string };

const IDENTITY = /^[A-Za-z0-9_-]{1,121}$/;

/**
 * An item as the origin's PBX keeps it: the key is the called number, the data say `type` (sip, number or pstn, client) and `uri`. The
 * Console wraps the data once more in `Data`; the CLI and the API do not.
 */
export function readSyncItem(key: string, data: Readonly<Record<string, unknown>>): SyncItem {
  if (!isE164(key)) return { phoneNumber: null, reason: 'Its key is not an E.164 number.' };
  const { type, uri } = unwrapped(data);
  const refused = (reason: string): SyncItem => ({ phoneNumber: key, reason });
  if (typeof type !== 'string' || typeof uri !== 'string') return refused('It has no "type" and "uri" that are texts.');
  const target = toTarget(type.toLowerCase(), uri.trim());
  return typeof target === 'string' ? refused(target) : { phoneNumber: key, target };
}

function unwrapped(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const inner = data['Data'] ?? data['data'];
  const isWrapper = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
  return isWrapper ? (inner as Readonly<Record<string, unknown>>) : data;
}

/** A sentence where there is no such target. */
function toTarget(type: string, uri: string): Target | string {
  switch (type) {
    case 'sip':
      return uri.length <= 254 && parseSipUri(uri) !== null
        ? { kind: 'sip', uri, uui: null }
        : 'Its "uri" is not a SIP URI of at most 254 characters.';
    case 'number':
    case 'pstn': {
      const number = isE164(uri) ? uri : numberFromSipUri(uri);
      return number === null ? 'Its "uri" is not an E.164 number.' : { kind: 'number', number };
    }
    case 'client': {
      const identity = uri.startsWith('client:') ? uri.slice('client:'.length) : uri;
      return IDENTITY.test(identity)
        ? { kind: 'client', identity }
        : 'Its "uri" is not "client:" and an identity of letters, digits, _ and -.';
    }
    default:
      return 'Its "type" is none of sip, number, pstn and client.';
  }
}
