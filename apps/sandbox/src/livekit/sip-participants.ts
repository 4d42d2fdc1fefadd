import type {
  CreateSIPParticipantRequest,
  SIPOutboundConfig,
  SIPOutboundTrunkInfo,
  TransferSIPParticipantRequest,
} from '@livekit/protocol';
import {
  SIPParticipantInfo,
  SIPTransferReason,
  SIPTransferStatus,
  TransferSIPParticipantResponse,
} from '@livekit/protocol';
import { newLiveKitId } from '../store/ids.js';
import type { LiveKitCall } from './context.js';
import { findOutboundTrunk } from './outbound-trunks.js';
import { ensureRoom } from './rooms.js';
import type { SipEnd } from './telephone-network.js';
import type { TwirpCode } from './twirp-error.js';
import { fromService, invalid, TwirpError } from './twirp-error.js';
import { validateHeaderMaps, validateHeaders, validateHost, validateMedia } from './validate-fields.js';

interface ScriptedFailure {
  readonly status: number;
  readonly reason: string;
  readonly code: TwirpCode;
}

/** The last four digits of the callee decide how the call ends; every other number answers at once. */
const SCRIPT: Readonly<Record<string, ScriptedFailure>> = {
  '0403': { status: 403, reason: 'Forbidden', code: 'permission_denied' },
  '0404': { status: 404, reason: 'Not Found', code: 'not_found' },
  '0408': { status: 408, reason: 'Request Timeout', code: 'deadline_exceeded' },
  '0480': { status: 480, reason: 'Temporarily Unavailable', code: 'resource_exhausted' },
  '0486': { status: 486, reason: 'Busy Here', code: 'resource_exhausted' },
  '0503': { status: 503, reason: 'CPS limit exceeded', code: 'failed_precondition' },
  '0603': { status: 603, reason: 'Decline', code: 'permission_denied' },
};

function validateInline(trunk: SIPOutboundConfig): void {
  if (trunk.hostname === '') throw invalid('no outbound hostname specified');
  validateHost(trunk.hostname, 'trunk hostname');
  validateHost(trunk.fromHost, 'from_host');
  validateHeaderMaps(trunk);
}

function validate(request: CreateSIPParticipantRequest): void {
  if (request.sipTrunkId === '' && request.trunk === undefined && request.sipNumber === '') {
    throw invalid('missing sip trunk id and sip number');
  }
  if (request.trunk) validateInline(request.trunk);
  if (request.sipCallTo === '') throw invalid('missing sip callee number');
  if (request.sipCallTo.includes('@')) {
    throw invalid('SipCallTo should be a phone number or SIP user, not a full SIP URI');
  }
  if (request.roomName === '') throw invalid('missing room name');
  validateDisplayName(request.displayName ?? '');
  validateDestination(request);
  validateHeaders(request.headers);
  validateMedia(request.media);
}

/** What Go's strconv.Unquote takes between double quotes. */
const QUOTABLE = /^(?:[^"\\\n]|\\[abfnrtv\\"]|\\x[\dA-Fa-f]{2}|\\u[\dA-Fa-f]{4}|\\U[\dA-Fa-f]{8}|\\[0-7]{3})*$/;

function validateDisplayName(name: string): void {
  if (Buffer.byteLength(name) > 128) throw invalid('DisplayName too long (max 128 characters)');
  if (!QUOTABLE.test(name)) throw invalid('DisplayName must be a valid quoted string: invalid syntax');
}

function validateDestination({ destination }: CreateSIPParticipantRequest): void {
  if (destination === undefined) return;
  const { city, country, region } = destination;
  if (city !== '' && country === '' && region === '') {
    throw invalid('if city is specified, country or region must also be specified');
  }
  if (country !== '' && !isCountry(country)) {
    throw invalid("country must be a valid ISO 3166-1 alpha-2 code (2-letter like 'US', 'IN', 'UK')");
  }
}

/** Regions without being countries, for Go as little as for anybody. */
const NOT_COUNTRIES = new Set(['EU', 'QO', 'XA', 'XB', 'ZZ']);
const REGION_NAMES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** In upper case. A dozen codes of countries that are no more are taken by the server and not here. */
function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !NOT_COUNTRIES.has(code) && REGION_NAMES.of(code) !== undefined;
}

export function createParticipant(call: LiveKitCall, request: CreateSIPParticipantRequest): SIPParticipantInfo {
  validate(request);
  const trunk = request.sipTrunkId === '' ? undefined : findOutboundTrunk(call, request.sipTrunkId);
  if (request.sipNumber === '' && (trunk?.numbers ?? []).length === 0) {
    throw fromService('failed_precondition', 'no numbers on outbound trunk');
  }
  const failure = SCRIPT[request.sipCallTo.slice(-4)];
  // Without waiting, the caller is told of success before the far end had its say.
  if (failure && request.waitUntilAnswered) throw sipFailure(failure);
  const sipCallId = newLiveKitId('SCL_');
  const identity = request.participantIdentity || `sip_${request.sipCallTo}`;
  const { sipCalls } = ensureRoom(call.store, request.roomName);
  sipCalls.set(identity, sipCallId);
  const end = dialThrough(call, request, trunk, sipCallId, () => {
    if (sipCalls.get(identity) === sipCallId) sipCalls.delete(identity);
  });
  if (end !== undefined && end.status !== 200) {
    sipCalls.delete(identity);
    if (request.waitUntilAnswered) throw sipFailure({ ...end, code: CODE_OF_STATUS[end.status] ?? 'unavailable' });
  }
  return new SIPParticipantInfo({
    participantId: newLiveKitId('PA_'),
    participantIdentity: identity,
    roomName: request.roomName,
    sipCallId,
  });
}

/** The call goes to the telephone company when that plays here too; elsewhere everybody answers. */
function dialThrough(
  { network }: LiveKitCall,
  request: CreateSIPParticipantRequest,
  stored: SIPOutboundTrunkInfo | undefined,
  sipCallId: string,
  ended: () => void,
): SipEnd | undefined {
  const { authUsername: username = '', authPassword: password = '' } = stored ?? request.trunk ?? {};
  const domain = (stored?.address ?? request.trunk?.hostname ?? '').replace(/:\d+$/, '');
  const shown = request.sipNumber || (stored?.numbers[0] ?? '');
  // rpc/sip.go: towards Twilio a caller id without + gets one.
  const from = shown.startsWith('+') ? shown : `+${shown}`;
  return network.dial({ domain, username, password, from, to: request.sipCallTo, sipCallId, ended });
}

const CODE_OF_STATUS: Readonly<Record<number, TwirpCode>> = {
  400: 'invalid_argument',
  ...Object.fromEntries(Object.values(SCRIPT).map(({ status, code }) => [status, code])),
};

function sipFailure({ status, reason, code }: ScriptedFailure): TwirpError {
  return new TwirpError(code, `twirp error unknown: INVITE failed: sip status: ${status}: ${reason}`, {
    sip_status_code: String(status),
    sip_status: reason,
  });
}

/** Told even to those who may not transfer. */
export function needWhoAndWhere({ roomName, participantIdentity }: TransferSIPParticipantRequest): void {
  if (roomName === '') throw fromService('invalid_argument', 'Missing room name');
  if (participantIdentity === '') throw fromService('invalid_argument', 'Missing participant identity');
}

export function transferParticipant(
  call: LiveKitCall,
  request: TransferSIPParticipantRequest,
): TransferSIPParticipantResponse {
  if (request.transferTo === '') throw invalid('missing transfer to');
  const uri = /^<.*>$/.test(request.transferTo) ? request.transferTo.slice(1, -1) : request.transferTo;
  if (!/^(sips?|tel):/.test(uri)) {
    throw invalid('transfer_to must be a valid SIP(s) or TEL URI (sip:, sips: or tel:)');
  }
  validateHeaders(request.headers);
  const room = call.store.rooms.get(request.roomName);
  if (!room?.sipCalls.has(request.participantIdentity)) throw fromService('not_found', 'participant does not exist');
  const failure = SCRIPT[request.transferTo.replace(/\D/g, '').slice(-4)];
  // A refused transfer leaves the caller where he is.
  if (failure) throw sipFailure(failure);
  const end = call.network.transfer(room.sipCalls.get(request.participantIdentity) ?? '', uri);
  if (end !== undefined && end.status !== 200) {
    throw sipFailure({ ...end, code: CODE_OF_STATUS[end.status] ?? 'unavailable' });
  }
  room.sipCalls.delete(request.participantIdentity);
  return new TransferSIPParticipantResponse({
    transferId: newLiveKitId('STR_'),
    status: SIPTransferStatus.STS_TRANSFER_SUCCESSFUL,
    reason: SIPTransferReason.STR_COMPLETED,
  });
}
