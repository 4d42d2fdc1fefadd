import type { CallTarget } from './call-target.js';
import type { Id, RoutingDocument } from './routing-document.js';
import { parseSipUri, sameSipUri } from './sip-uri.js';
import { entryOf } from './walk.js';

/**
 * The destination that a phone names, if it may be transferred to: by its number, by its SIP URI (headers aside), or by its id as the
 * user of a SIP URI, whatever the host. Null when there is none.
 */
export function findTransferable(document: RoutingDocument, target: CallTarget): Id | null {
  const uri = target.kind === 'sip' ? { ...target.uri, headers: NO_HEADERS } : null;
  const byId = uri?.user ?? null;
  if (byId !== null && entryOf(document.destinations, byId)?.transferable === true) return byId;
  for (const [id, destination] of Object.entries(document.destinations)) {
    if (!destination.transferable) continue;
    const { target: place } = destination;
    if (place.kind === 'number' && place.number === target.number) return id;
    const own = place.kind === 'sip' && uri !== null ? parseSipUri(place.uri) : null;
    if (uri !== null && own !== null && sameSipUri(own, uri)) return id;
  }
  return null;
}

const NO_HEADERS: ReadonlyMap<string, string> = new Map();
