import type {
  CreateAgentDispatchRequest,
  CreateRoomRequest,
  DeleteRoomRequest,
  ListAgentDispatchRequest,
  ListRoomsRequest,
} from '@livekit/protocol';
import {
  AgentDispatch,
  AgentDispatchState,
  DeleteRoomResponse,
  ListAgentDispatchResponse,
  ListRoomsResponse,
  Room,
} from '@livekit/protocol';
import { newLiveKitId } from '../store/ids.js';
import type { LiveKitCall } from './context.js';
import type { LiveKitStore, SandboxRoom } from './livekit-store.js';
import { fromService } from './twirp-error.js';

type RoomWishes = Pick<CreateRoomRequest, 'metadata' | 'emptyTimeout' | 'departureTimeout' | 'maxParticipants'>;

const DEFAULTS: RoomWishes = { metadata: '', emptyTimeout: 300, departureTimeout: 20, maxParticipants: 0 };

/** Creating a room that exists returns it as it is. */
export function ensureRoom(
  store: LiveKitStore,
  name: string,
  wishes: RoomWishes = DEFAULTS,
  agents: readonly Pick<CreateAgentDispatchRequest, 'agentName' | 'metadata'>[] = [],
): SandboxRoom {
  const existing = store.rooms.get(name);
  if (existing) return existing;
  const room: SandboxRoom = {
    sid: newLiveKitId('RM_'),
    name,
    metadata: wishes.metadata,
    emptyTimeout: wishes.emptyTimeout || DEFAULTS.emptyTimeout,
    departureTimeout: wishes.departureTimeout || DEFAULTS.departureTimeout,
    maxParticipants: wishes.maxParticipants,
    createdAtMs: Date.now(),
    sipCalls: new Map(),
    // Agents that are named take the place of the dispatch that names none.
    dispatches: agents.length > 0 ? agents.map((agent) => newDispatch(name, agent)) : [newDispatch(name)],
  };
  store.rooms.set(name, room);
  return room;
}

function toProto(room: SandboxRoom): Room {
  return new Room({
    sid: room.sid,
    name: room.name,
    metadata: room.metadata,
    emptyTimeout: room.emptyTimeout,
    departureTimeout: room.departureTimeout,
    maxParticipants: room.maxParticipants,
    creationTime: BigInt(Math.floor(room.createdAtMs / 1000)),
    creationTimeMs: BigInt(room.createdAtMs),
    numParticipants: room.sipCalls.size,
  });
}

export function createRoom(call: LiveKitCall, request: CreateRoomRequest): Room {
  return toProto(ensureRoom(call.store, request.name, request));
}

export function listRooms(call: LiveKitCall, { names }: ListRoomsRequest): ListRoomsResponse {
  const rooms = [...call.store.rooms.values()].filter((room) => names.length === 0 || names.includes(room.name));
  return new ListRoomsResponse({ rooms: rooms.map(toProto) });
}

export function deleteRoom(call: LiveKitCall, { room }: DeleteRoomRequest): DeleteRoomResponse {
  if (!call.store.rooms.delete(room)) throw fromService('not_found', 'requested room does not exist');
  return new DeleteRoomResponse();
}

/** The server gives each new room one that names no agent. */
function newDispatch(room: string, wishes: Partial<CreateAgentDispatchRequest> = {}): AgentDispatch {
  const { agentName = '', metadata = '' } = wishes;
  const state = new AgentDispatchState({ createdAt: BigInt(Date.now()) * 1_000_000n });
  return new AgentDispatch({ id: newLiveKitId('AD_'), agentName, room, metadata, state });
}

/** No agent ever comes; the dispatch is acknowledged, which is all that a platform's own code can see at this point. */
export function createDispatch(call: LiveKitCall, request: CreateAgentDispatchRequest): AgentDispatch {
  const dispatch = newDispatch(request.room, request);
  ensureRoom(call.store, request.room).dispatches.push(dispatch);
  return dispatch;
}

export function listDispatch(call: LiveKitCall, request: ListAgentDispatchRequest): ListAgentDispatchResponse {
  return new ListAgentDispatchResponse({ agentDispatches: call.store.rooms.get(request.room)?.dispatches ?? [] });
}
