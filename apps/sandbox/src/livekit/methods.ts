import type { AnyMessage, JsonValue, Message, MessageType } from '@bufbuild/protobuf';
import {
  CreateAgentDispatchRequest,
  CreateRoomRequest,
  CreateSIPDispatchRuleRequest,
  CreateSIPInboundTrunkRequest,
  CreateSIPOutboundTrunkRequest,
  CreateSIPParticipantRequest,
  DeleteRoomRequest,
  DeleteSIPDispatchRuleRequest,
  DeleteSIPTrunkRequest,
  GetSIPInboundTrunkRequest,
  GetSIPOutboundTrunkRequest,
  ListAgentDispatchRequest,
  ListRoomsRequest,
  ListSIPDispatchRuleRequest,
  ListSIPInboundTrunkRequest,
  ListSIPOutboundTrunkRequest,
  TransferSIPParticipantRequest,
  UpdateSIPDispatchRuleRequest,
  UpdateSIPInboundTrunkRequest,
  UpdateSIPOutboundTrunkRequest,
} from '@livekit/protocol';
import type { LiveKitCall } from './context.js';
import { createDispatchRule, deleteDispatchRule, listDispatchRules, updateDispatchRule } from './dispatch-rules.js';
import { createInboundTrunk, getInboundTrunk, listInboundTrunks, updateInboundTrunk } from './inbound-trunks.js';
import { withoutNulls } from './json-on-the-wire.js';
import type { Grants } from './jwt.js';
import {
  createOutboundTrunk,
  deleteTrunk,
  getOutboundTrunk,
  listOutboundTrunks,
  updateOutboundTrunk,
} from './outbound-trunks.js';
import { createDispatch, createRoom, deleteRoom, listDispatch, listRooms } from './rooms.js';
import { createParticipant, needWhoAndWhere, transferParticipant } from './sip-participants.js';
import { TwirpError } from './twirp-error.js';

export type Method = (call: LiveKitCall, body: JsonValue) => AnyMessage;

type Grant<Request> = (grants: Grants, request: Request) => boolean;

const admin: Grant<unknown> = ({ sip }) => sip['admin'] === true;
const caller: Grant<unknown> = ({ sip }) => sip['call'] === true;
const video =
  (name: string): Grant<unknown> =>
  (grants) =>
    grants.video[name] === true;
const roomAdmin: Grant<{ room?: string; roomName?: string }> = ({ video: grant }, { room, roomName }) =>
  grant['roomAdmin'] === true && grant['room'] === (room ?? roomName ?? '');

function method<Request extends Message<Request>>(
  type: MessageType<Request>,
  grant: Grant<Request>,
  handle: (call: LiveKitCall, request: Request) => AnyMessage,
): Method {
  return (call, body) => {
    const request = parse(type, body);
    if (!grant(call.grants, request)) throw new TwirpError('unauthenticated', 'permissions denied');
    return handle(call, request);
  };
}

/** camelCase and snake_case are both taken, unknown fields and nulls discarded, as twirp's JSON does. */
function parse<Request extends Message<Request>>(type: MessageType<Request>, body: JsonValue): Request {
  try {
    return type.fromJson(withoutNulls(body), { ignoreUnknownFields: true });
  } catch {
    throw new TwirpError('malformed', 'the json request could not be decoded');
  }
}

/** `<service>/<Method>` → how to read it, who may call it, what it does. */
export const METHODS: Readonly<Record<string, Method>> = {
  'livekit.SIP/CreateSIPInboundTrunk': method(CreateSIPInboundTrunkRequest, admin, createInboundTrunk),
  'livekit.SIP/UpdateSIPInboundTrunk': method(UpdateSIPInboundTrunkRequest, admin, updateInboundTrunk),
  'livekit.SIP/GetSIPInboundTrunk': method(GetSIPInboundTrunkRequest, admin, getInboundTrunk),
  'livekit.SIP/ListSIPInboundTrunk': method(ListSIPInboundTrunkRequest, admin, listInboundTrunks),
  'livekit.SIP/CreateSIPOutboundTrunk': method(CreateSIPOutboundTrunkRequest, admin, createOutboundTrunk),
  'livekit.SIP/UpdateSIPOutboundTrunk': method(UpdateSIPOutboundTrunkRequest, admin, updateOutboundTrunk),
  'livekit.SIP/GetSIPOutboundTrunk': method(GetSIPOutboundTrunkRequest, admin, getOutboundTrunk),
  'livekit.SIP/ListSIPOutboundTrunk': method(ListSIPOutboundTrunkRequest, admin, listOutboundTrunks),
  'livekit.SIP/DeleteSIPTrunk': method(DeleteSIPTrunkRequest, admin, deleteTrunk),
  'livekit.SIP/CreateSIPDispatchRule': method(CreateSIPDispatchRuleRequest, admin, createDispatchRule),
  'livekit.SIP/UpdateSIPDispatchRule': method(UpdateSIPDispatchRuleRequest, admin, updateDispatchRule),
  'livekit.SIP/ListSIPDispatchRule': method(ListSIPDispatchRuleRequest, admin, listDispatchRules),
  'livekit.SIP/DeleteSIPDispatchRule': method(DeleteSIPDispatchRuleRequest, admin, deleteDispatchRule),
  'livekit.SIP/CreateSIPParticipant': method(CreateSIPParticipantRequest, caller, createParticipant),
  'livekit.SIP/TransferSIPParticipant': method(
    TransferSIPParticipantRequest,
    (grants, request) => {
      needWhoAndWhere(request);
      return caller(grants, request) && roomAdmin(grants, request);
    },
    transferParticipant,
  ),
  'livekit.RoomService/CreateRoom': method(CreateRoomRequest, video('roomCreate'), createRoom),
  'livekit.RoomService/ListRooms': method(ListRoomsRequest, video('roomList'), listRooms),
  'livekit.RoomService/DeleteRoom': method(DeleteRoomRequest, video('roomCreate'), deleteRoom),
  'livekit.AgentDispatchService/CreateDispatch': method(CreateAgentDispatchRequest, roomAdmin, createDispatch),
  'livekit.AgentDispatchService/ListDispatch': method(ListAgentDispatchRequest, roomAdmin, listDispatch),
};
