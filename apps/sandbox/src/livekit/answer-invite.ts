import { createHash } from 'node:crypto';
import type { SIPDispatchRuleInfo, SIPInboundTrunkInfo } from '@livekit/protocol';
import { newLiveKitId } from '../store/ids.js';
import type { Invite } from './match-invite.js';
import type { LiveKitStore } from './livekit-store.js';
import { ensureRoom } from './rooms.js';

/** A caller in a room with the agents that were called to it. */
export interface Joined {
  readonly roomName: string;
  readonly identity: string;
  readonly sipCallId: string;
  readonly agents: readonly string[];
  /** False when the room was there already: then its configuration, and with it the agents, are not applied. */
  readonly madeRoom: boolean;
}

const suffix = (): string => newLiveKitId('RM_').slice(3);

/** Room names of livekit/protocol sip/sip.go, EvaluateDispatchRule; a hidden number keeps its last four digits. */
export function roomNameFor(info: SIPDispatchRuleInfo, { called, caller }: Invite): string {
  const rule = info.rule?.rule;
  const shown = info.hidePhoneNumber ? caller.slice(-4).padStart(caller.length, '*') : caller;
  switch (rule?.case) {
    case 'dispatchRuleDirect':
      return rule.value.roomName;
    case 'dispatchRuleIndividual': {
      const { roomPrefix, noRandomness } = rule.value;
      return [roomPrefix, shown, noRandomness ? '' : suffix()].filter((part) => part !== '').join('_');
    }
    case 'dispatchRuleCallee': {
      const { roomPrefix, randomize } = rule.value;
      return [roomPrefix, called, randomize ? suffix() : ''].filter((part) => part !== '').join('_');
    }
    case undefined:
      return '';
  }
}

/** Puts the caller into the room that the rule leads to, making it and calling its agents when it is not there. */
export function joinRoom(
  store: LiveKitStore,
  invite: Invite,
  { rule }: { readonly trunk: SIPInboundTrunkInfo | undefined; readonly rule: SIPDispatchRuleInfo },
): Joined {
  const roomName = roomNameFor(rule, invite);
  const madeRoom = !store.rooms.has(roomName);
  const { agents = [], ...config } = rule.roomConfig ?? {
    metadata: '',
    emptyTimeout: 0,
    departureTimeout: 0,
    maxParticipants: 0,
  };
  const room = ensureRoom(store, roomName, config, agents);
  const hidden = createHash('sha256').update(invite.caller).digest('hex').slice(0, 16);
  const identity = `sip_${rule.hidePhoneNumber ? hidden : invite.caller}`;
  const sipCallId = newLiveKitId('SCL_');
  room.sipCalls.set(identity, sipCallId);
  return { roomName, identity, sipCallId, madeRoom, agents: madeRoom ? agents.map(({ agentName }) => agentName) : [] };
}

/** The caller is gone; a room without callers closes. */
export function leaveRoom(store: LiveKitStore, { roomName, identity, sipCallId }: Joined): void {
  const room = store.rooms.get(roomName);
  if (room?.sipCalls.get(identity) === sipCallId) room.sipCalls.delete(identity);
  if (room?.sipCalls.size === 0) store.rooms.delete(roomName);
}
