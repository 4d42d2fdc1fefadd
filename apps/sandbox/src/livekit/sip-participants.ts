import type { CreateSIPParticipantRequest, SIPOutboundConfig, TransferSIPParticipantRequest } from '@livekit/protocol';
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
import type { TwirpCode } from './twirp-error.js';
import { invalid, TwirpError } from './twirp-error.js';
import { isToken, validateHeaderMaps, validateHeaders, validateHost, validateMedia } from './validate-fields.js';

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
  if (request.toUserOverride !== '' && !isToken(request.toUserOverride)) throw invalid('invalid to_user_override');
  if (request.roomName === '') throw invalid('missing room name');
  if ((request.displayName ?? '').length > 128) throw invalid('display_name exceeds 128 characters');
  validateDestination(request);
  validateHeaders(request.headers);
  validateMedia(request.media);
}

function validateDestination({ destination }: CreateSIPParticipantRequest): void {
  if (destination === undefined) return;
  if (destination.city !== '' && (destination.country === '' || destination.region === '')) {
    throw invalid('destination city requires country and region');
  }
  if (destination.country !== '' && !/^[A-Z]{2}$/.test(destination.country)) {
    throw invalid('destination country must be a 2-letter ISO code');
  }
}

export function createParticipant(call: LiveKitCall, request: CreateSIPParticipantRequest): SIPParticipantInfo {
  validate(request);
  const trunk = request.sipTrunkId === '' ? undefined : findOutboundTrunk(call, request.sipTrunkId);
  if (request.sipNumber === '' && (trunk?.numbers ?? []).length === 0) {
    throw new TwirpError('failed_precondition', 'no numbers on outbound trunk');
  }
  const failure = SCRIPT[request.sipCallTo.slice(-4)];
  // Without waiting, the caller is told of success before the far end had its say.
  if (failure && request.waitUntilAnswered) throw sipFailure(failure);
  const sipCallId = newLiveKitId('SCL_');
  const identity = request.participantIdentity || `sip_${request.sipCallTo}`;
  ensureRoom(call.store, request.roomName).sipCalls.set(identity, sipCallId);
  return new SIPParticipantInfo({
    participantId: newLiveKitId('PA_'),
    participantIdentity: identity,
    roomName: request.roomName,
    sipCallId,
  });
}

function sipFailure({ status, reason, code }: ScriptedFailure): TwirpError {
  return new TwirpError(code, `twirp error unknown: INVITE failed: sip status: ${status}: ${reason}`, {
    sip_status_code: String(status),
    sip_status: reason,
  });
}

export function transferParticipant(
  call: LiveKitCall,
  request: TransferSIPParticipantRequest,
): TransferSIPParticipantResponse {
  if (request.roomName === '') throw invalid('Missing room name');
  if (request.participantIdentity === '') throw invalid('Missing participant identity');
  if (request.transferTo === '') throw invalid('missing transfer to');
  if (!/^<?(sips?|tel):/i.test(request.transferTo)) {
    throw invalid('transfer_to must be a valid SIP(s) or TEL URI (sip:, sips: or tel:)');
  }
  validateHeaders(request.headers);
  const room = call.store.rooms.get(request.roomName);
  if (!room?.sipCalls.has(request.participantIdentity)) {
    throw new TwirpError('not_found', 'participant/room does not exist');
  }
  const failure = SCRIPT[request.transferTo.replace(/\D/g, '').slice(-4)];
  // A refused transfer leaves the caller where he is.
  if (failure) throw sipFailure(failure);
  room.sipCalls.delete(request.participantIdentity);
  return new TransferSIPParticipantResponse({
    transferId: newLiveKitId('STR_'),
    status: SIPTransferStatus.STS_TRANSFER_SUCCESSFUL,
    reason: SIPTransferReason.STR_COMPLETED,
  });
}
