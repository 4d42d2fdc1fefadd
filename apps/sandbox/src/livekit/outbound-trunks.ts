import type {
  CreateSIPOutboundTrunkRequest,
  DeleteSIPTrunkRequest,
  GetSIPOutboundTrunkRequest,
  ListSIPOutboundTrunkRequest,
  SIPOutboundTrunkUpdate,
  UpdateSIPOutboundTrunkRequest,
} from '@livekit/protocol';
import {
  GetSIPOutboundTrunkResponse,
  ListSIPOutboundTrunkResponse,
  SIPOutboundTrunkInfo,
  SIPTrunkInfo,
} from '@livekit/protocol';
import { newLiveKitId } from '../store/ids.js';
import type { LiveKitCall } from './context.js';
import { matchesAny, paged, refuseWhenFull } from './context.js';
import { NO_SUCH_TRUNK, NO_TRUNK_ID, revalidated } from './inbound-trunks.js';
import { invalid, TwirpError } from './twirp-error.js';
import {
  applyListUpdate,
  applyMedia,
  validateHeaderMaps,
  validateHeaders,
  validateHost,
  validateListUpdate,
  validateMedia,
} from './validate-fields.js';

function validate(trunk: SIPOutboundTrunkInfo): void {
  if (trunk.numbers.length === 0) throw invalid('no trunk numbers specified');
  if (trunk.address === '') throw invalid('no outbound address specified');
  validateHost(trunk.address, 'trunk address');
  validateHost(trunk.fromHost, 'from_host');
  validateHeaders(trunk.headers);
  validateHeaderMaps(trunk);
  validateMedia(trunk.media);
}

export function createOutboundTrunk(call: LiveKitCall, { trunk }: CreateSIPOutboundTrunkRequest): SIPOutboundTrunkInfo {
  if (trunk === undefined) throw invalid('missing trunk');
  if (trunk.sipTrunkId !== '') throw invalid('trunk id must not be set');
  validate(trunk);
  refuseWhenFull(call);
  // Outbound trunks never conflict: the same request twice makes two trunks.
  const stored = trunk.clone();
  stored.sipTrunkId = newLiveKitId('ST_');
  call.store.outboundTrunks.set(stored.sipTrunkId, stored);
  call.store.bornAtMs.set(stored.sipTrunkId, Date.now());
  return stored;
}

export function updateOutboundTrunk(call: LiveKitCall, request: UpdateSIPOutboundTrunkRequest): SIPOutboundTrunkInfo {
  const { sipTrunkId, action } = request;
  if (sipTrunkId === '') throw invalid('trunk id must be set');
  if (action.case === undefined) throw invalid('missing or unsupported update action');
  if (action.case === 'replace') {
    if (action.value.sipTrunkId !== '' && action.value.sipTrunkId !== sipTrunkId) {
      throw invalid('trunk id in the info must be empty or match the id in the update');
    }
    validate(action.value);
  } else {
    validateListUpdate(action.value.numbers);
    validateMedia(action.value.media);
  }
  const current = findOutboundTrunk(call, sipTrunkId);
  const next = action.case === 'replace' ? action.value.clone() : applyUpdate(current, action.value);
  next.sipTrunkId = sipTrunkId;
  call.store.outboundTrunks.set(sipTrunkId, next);
  return next;
}

function applyUpdate(current: SIPOutboundTrunkInfo, update: SIPOutboundTrunkUpdate): SIPOutboundTrunkInfo {
  const next = current.clone();
  next.address = update.address ?? current.address;
  next.transport = update.transport ?? current.transport;
  next.destinationCountry = update.destinationCountry ?? current.destinationCountry;
  next.numbers = applyListUpdate(update.numbers, current.numbers);
  next.authUsername = update.authUsername ?? current.authUsername;
  next.authPassword = update.authPassword ?? current.authPassword;
  next.name = update.name ?? current.name;
  next.metadata = update.metadata ?? current.metadata;
  next.fromHost = update.fromHost ?? current.fromHost;
  applyMedia(next, update);
  return revalidated(next, validate);
}

export function findOutboundTrunk(call: LiveKitCall, sipTrunkId: string): SIPOutboundTrunkInfo {
  const trunk = call.store.outboundTrunks.get(sipTrunkId);
  if (!trunk) throw new TwirpError('not_found', NO_SUCH_TRUNK);
  return trunk;
}

export function getOutboundTrunk(call: LiveKitCall, request: GetSIPOutboundTrunkRequest): GetSIPOutboundTrunkResponse {
  if (request.sipTrunkId === '') throw invalid(NO_TRUNK_ID);
  return new GetSIPOutboundTrunkResponse({ trunk: findOutboundTrunk(call, request.sipTrunkId) });
}

export function listOutboundTrunks(
  call: LiveKitCall,
  request: ListSIPOutboundTrunkRequest,
): ListSIPOutboundTrunkResponse {
  const items = paged(
    call,
    call.store.outboundTrunks,
    request.page,
    (trunk, id) =>
      (request.trunkIds.length === 0 || request.trunkIds.includes(id)) && matchesAny(trunk.numbers, request.numbers),
  );
  return new ListSIPOutboundTrunkResponse({ items });
}

/** Succeeds for unknown IDs and leaves the dispatch rules that name the trunk dangling, as the server does. */
export function deleteTrunk(call: LiveKitCall, { sipTrunkId }: DeleteSIPTrunkRequest): SIPTrunkInfo {
  if (sipTrunkId === '') throw invalid(NO_TRUNK_ID);
  call.store.inboundTrunks.delete(sipTrunkId);
  call.store.outboundTrunks.delete(sipTrunkId);
  return new SIPTrunkInfo({ sipTrunkId });
}
