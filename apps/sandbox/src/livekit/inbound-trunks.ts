import type {
  CreateSIPInboundTrunkRequest,
  GetSIPInboundTrunkRequest,
  ListSIPInboundTrunkRequest,
  SIPInboundTrunkUpdate,
  UpdateSIPInboundTrunkRequest,
} from '@livekit/protocol';
import { GetSIPInboundTrunkResponse, ListSIPInboundTrunkResponse, SIPInboundTrunkInfo } from '@livekit/protocol';
import { newLiveKitId } from '../store/ids.js';
import { normalizeNumber, refuseTrunkConflicts, withNew } from './conflicts.js';
import type { LiveKitCall } from './context.js';
import { inOrder, matchesAny, paged, refuseWhenFull } from './context.js';
import { fromService, invalid, TwirpError } from './twirp-error.js';
import {
  applyListUpdate,
  applyMedia,
  validateHeaderMaps,
  validateHeaders,
  validateListUpdate,
  validateMedia,
} from './validate-fields.js';

export const NO_SUCH_TRUNK = 'requested sip trunk does not exist';
export const NO_TRUNK_ID = 'trunk ID is required';
const OPEN_TO_ALL =
  'for security, one of the fields must be set: AuthUsername+AuthPassword, AllowedAddresses or Numbers';

function isOpenToAll({ authUsername, authPassword, allowedAddresses, numbers }: SIPInboundTrunkInfo): boolean {
  return authUsername === '' && authPassword === '' && allowedAddresses.length === 0 && numbers.length === 0;
}

function validate(trunk: SIPInboundTrunkInfo): void {
  if (isOpenToAll(trunk)) throw invalid(OPEN_TO_ALL);
  validateMedia(trunk.media);
  validateHeaders(trunk.headers);
  validateHeaderMaps(trunk);
}

export function createInboundTrunk(call: LiveKitCall, { trunk }: CreateSIPInboundTrunkRequest): SIPInboundTrunkInfo {
  if (trunk === undefined) throw invalid('missing trunk');
  if (trunk.sipTrunkId !== '') throw invalid('trunk id must not be set');
  validate(trunk);
  refuseWhenFull(call);
  refuseTrunkConflicts(withNew(trunksFor(call, trunk.numbers), trunk));
  const stored = trunk.clone();
  stored.sipTrunkId = newLiveKitId('ST_');
  call.store.inboundTrunks.set(stored.sipTrunkId, stored);
  call.store.bornAtMs.set(stored.sipTrunkId, Date.now());
  return stored;
}

export function updateInboundTrunk(call: LiveKitCall, request: UpdateSIPInboundTrunkRequest): SIPInboundTrunkInfo {
  const { sipTrunkId, action } = request;
  if (sipTrunkId === '') throw invalid('trunk id must be set');
  if (action.case === undefined) throw invalid('missing or unsupported update action');
  if (action.case === 'replace') validateReplacement(sipTrunkId, action.value);
  else validateUpdate(action.value);

  const current = findInboundTrunk(call, sipTrunkId);
  const next = action.case === 'replace' ? action.value.clone() : applyUpdate(current, action.value);
  next.sipTrunkId = sipTrunkId;
  refuseUpdateConflict(call, next);
  call.store.inboundTrunks.set(sipTrunkId, next);
  return next;
}

function validateReplacement(sipTrunkId: string, trunk: SIPInboundTrunkInfo): void {
  if (trunk.sipTrunkId !== '' && trunk.sipTrunkId !== sipTrunkId) {
    throw invalid('trunk id in the info must be empty or match the id in the update');
  }
  validate(trunk);
}

function validateUpdate(update: SIPInboundTrunkUpdate): void {
  validateListUpdate(update.numbers);
  validateListUpdate(update.allowedAddresses);
  validateListUpdate(update.allowedNumbers);
  validateMedia(update.media);
}

function applyUpdate(current: SIPInboundTrunkInfo, update: SIPInboundTrunkUpdate): SIPInboundTrunkInfo {
  const next = current.clone();
  next.numbers = applyListUpdate(update.numbers, current.numbers);
  next.allowedAddresses = applyListUpdate(update.allowedAddresses, current.allowedAddresses);
  next.allowedNumbers = applyListUpdate(update.allowedNumbers, current.allowedNumbers);
  next.authUsername = update.authUsername ?? current.authUsername;
  next.authPassword = update.authPassword ?? current.authPassword;
  next.authRealm = update.authRealm ?? current.authRealm;
  next.name = update.name ?? current.name;
  next.metadata = update.metadata ?? current.metadata;
  applyMedia(next, update);
  if (isOpenToAll(next)) throw fromService('invalid_argument', OPEN_TO_ALL);
  return revalidated(next, validate);
}

/** A rule broken only by the applied result comes back as `unknown` 500, a quirk of the server. */
export function revalidated<T>(record: T, check: (record: T) => void): T {
  try {
    check(record);
  } catch (error) {
    throw error instanceof TwirpError ? new TwirpError('unknown', error.message) : error;
  }
  return record;
}

/** Stored trunks that a conflict is looked for among: those for one of the numbers, and those for any. */
function trunksFor(call: LiveKitCall, numbers: readonly string[]): SIPInboundTrunkInfo[] {
  return inOrder(call.store.inboundTrunks, (trunk) => sharesNumber(trunk, numbers));
}

/**
 * The server looks for conflicts only among trunks that match the new numbers, and swaps the changed trunk in only when it
 * finds it there under its old ones. A trunk moved onto somebody else's number is therefore not noticed.
 */
function refuseUpdateConflict(call: LiveKitCall, next: SIPInboundTrunkInfo): void {
  const inScope = trunksFor(call, call.strictUpdates ? [] : next.numbers);
  refuseTrunkConflicts(inScope.map((trunk) => (trunk.sipTrunkId === next.sipTrunkId ? next : trunk)));
}

function sharesNumber(trunk: SIPInboundTrunkInfo, numbers: readonly string[]): boolean {
  return matchesAny(trunk.numbers.map(normalizeNumber), numbers.map(normalizeNumber));
}

export function findInboundTrunk(call: LiveKitCall, sipTrunkId: string): SIPInboundTrunkInfo {
  const trunk = call.store.inboundTrunks.get(sipTrunkId);
  if (!trunk) throw new TwirpError('not_found', NO_SUCH_TRUNK);
  return trunk;
}

export function getInboundTrunk(call: LiveKitCall, request: GetSIPInboundTrunkRequest): GetSIPInboundTrunkResponse {
  if (request.sipTrunkId === '') throw invalid(NO_TRUNK_ID);
  return new GetSIPInboundTrunkResponse({ trunk: findInboundTrunk(call, request.sipTrunkId) });
}

export function listInboundTrunks(call: LiveKitCall, request: ListSIPInboundTrunkRequest): ListSIPInboundTrunkResponse {
  const items = paged(
    call,
    call.store.inboundTrunks,
    request.page,
    (trunk, id) =>
      (request.trunkIds.length === 0 || request.trunkIds.includes(id)) && sharesNumber(trunk, request.numbers),
  );
  return new ListSIPInboundTrunkResponse({ items });
}
