import { ServerError } from 'livekit-server-sdk';
import type { SipClient } from 'livekit-server-sdk';
import { LiveKitError } from './livekit-error.js';
import type { SipAction, SipActionResult, SipIds } from './sip-action.js';
import type { DesiredInboundTrunk } from './sip-types.js';
import { inboundToWire, outboundToWire, ruleToWire } from './to-wire.js';
import { toLiveKitError } from './to-livekit-error.js';

/**
 * One action, one vendor call. Updates replace the whole object, for which Trunkline answers alone: a field that it does not set
 * (allowed addresses, headers, a PIN) goes back to LiveKit's default. The SDK's field-wise updates cannot be used instead, since
 * they reach neither address nor transport of a trunk, nor the room configuration of a rule.
 */
export async function performSipAction(client: SipClient, action: SipAction, ids: SipIds): Promise<SipActionResult> {
  switch (action.type) {
    case 'create-outbound-trunk': {
      const info = outboundToWire(action.trunk, action.mark);
      const { name, address, numbers, metadata, transport, authUsername, authPassword } = info;
      const options = { metadata, transport, authUsername, authPassword, ...mediaOf(info) };
      return made((await client.createSipOutboundTrunk(name, address, numbers, options)).sipTrunkId);
    }
    case 'update-outbound-trunk': {
      const info = outboundToWire(action.trunk, action.mark);
      return made((await client.updateSipOutboundTrunk(action.outboundTrunkId, info)).sipTrunkId);
    }
    case 'create-inbound-trunk': {
      const info = inboundToWire(closed(action.trunk), action.mark);
      const { metadata, authUsername, authPassword, headersToAttributes } = info;
      const options = { metadata, authUsername, authPassword, headersToAttributes, ...mediaOf(info) };
      return made((await client.createSipInboundTrunk(info.name, info.numbers, options)).sipTrunkId);
    }
    case 'update-inbound-trunk': {
      const info = inboundToWire(closed(action.trunk), action.mark);
      return made((await client.updateSipInboundTrunk(action.inboundTrunkId, info)).sipTrunkId);
    }
    case 'create-dispatch-rule': {
      const info = ruleToWire(action.rule, neededTrunk(ids), action.mark);
      const { name, metadata, trunkIds, attributes, roomConfig } = info;
      const options = { name, metadata, trunkIds, attributes, ...(roomConfig ? { roomConfig } : {}) };
      const rule = { type: 'individual', roomPrefix: action.rule.roomPrefix } as const;
      return made((await client.createSipDispatchRule(rule, options)).sipDispatchRuleId);
    }
    case 'update-dispatch-rule': {
      const info = ruleToWire(action.rule, neededTrunk(ids), action.mark);
      return made((await client.updateSipDispatchRule(action.dispatchRuleId, info)).sipDispatchRuleId);
    }
    case 'delete-outbound-trunk':
      return await removed(action.outboundTrunkId, () => client.deleteSipTrunk(action.outboundTrunkId));
    case 'delete-inbound-trunk':
      return await removed(action.inboundTrunkId, () => client.deleteSipTrunk(action.inboundTrunkId));
    case 'delete-dispatch-rule':
      return await removed(action.dispatchRuleId, () => client.deleteSipDispatchRule(action.dispatchRuleId));
    case 'record-outbound-trunk':
      return { id: action.outboundTrunkId };
    case 'record-inbound-trunk':
      return { id: action.inboundTrunkId };
    case 'record-dispatch-rule':
      return { id: action.dispatchRuleId };
  }
}

/** The option is left out rather than undefined (exactOptionalPropertyTypes). */
function mediaOf<T>(info: { readonly media?: T }): { media?: T } {
  return info.media === undefined ? {} : { media: info.media };
}

/** An answer without an id is not LiveKit's; what it stands for is open. */
function made(id: string): SipActionResult {
  if (id === '') throw new LiveKitError('livekit.unavailable', 'unknown', { detail: 'the answer names no object' });
  return { id };
}

/** That the thing is gone already is what was wanted. */
async function removed(id: string, remove: () => Promise<unknown>): Promise<SipActionResult> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof ServerError) || toLiveKitError(error, 'delete').code !== 'livekit.not_found') throw error;
  }
  return { id };
}

/** A trunk without numbers answers for every tenant of the project, and half a digest is none: LiveKit then asks for nothing. */
function closed(trunk: DesiredInboundTrunk): DesiredInboundTrunk {
  if (trunk.numbers.length === 0) throw notSent('an inbound trunk needs a number');
  if (trunk.auth !== null && (trunk.auth.username === '' || trunk.auth.password.reveal() === '')) {
    throw notSent('a digest needs a user name and a password');
  }
  return trunk;
}

/** A rule without a trunk catches every tenant's calls. */
function neededTrunk({ inboundTrunkId }: SipIds): string {
  if (inboundTrunkId === null || inboundTrunkId === '') throw notSent('a dispatch rule needs an inbound trunk');
  return inboundTrunkId;
}

function notSent(detail: string): LiveKitError {
  return new LiveKitError('livekit.invalid_request', 'refused', { detail: `not sent: ${detail}` });
}
