import type { AgentDispatch } from '@livekit/protocol';
import { SIPDispatchRuleInfo, SIPInboundTrunkInfo, SIPOutboundTrunkInfo } from '@livekit/protocol';
import type { JsonValue } from '@bufbuild/protobuf';
import type { Json, JsonObject } from '../json.js';
import { isJsonObject } from '../json.js';

export interface SandboxRoom {
  readonly sid: string;
  readonly name: string;
  readonly metadata: string;
  readonly emptyTimeout: number;
  readonly departureTimeout: number;
  readonly maxParticipants: number;
  readonly createdAtMs: number;
  /** SIP participants by identity, with their call ID: what a transfer needs to find. */
  readonly sipCalls: Map<string, string>;
  readonly dispatches: AgentDispatch[];
}

const WIRE = { useProtoFieldName: true, emitDefaultValues: true } as const;

/** One LiveKit project: there are no tenants inside it, exactly as in the real one. */
export class LiveKitStore {
  readonly inboundTrunks = new Map<string, SIPInboundTrunkInfo>();
  readonly outboundTrunks = new Map<string, SIPOutboundTrunkInfo>();
  readonly dispatchRules = new Map<string, SIPDispatchRuleInfo>();
  /** When each of them was made. The server keeps no dates; a fault that lets lists lag needs them. */
  readonly bornAtMs = new Map<string, number>();
  /** Rooms die with the server, here as there; they are not persisted. */
  readonly rooms = new Map<string, SandboxRoom>();

  /** The state as the wire shows it: snake_case, defaults written out, passwords included. */
  toState(): JsonObject {
    const table = <T extends { toJson(options: typeof WIRE): JsonValue }>(records: Map<string, T>): Json =>
      Object.fromEntries([...records].map(([id, record]) => [id, record.toJson(WIRE)]));
    return {
      inbound_trunks: table(this.inboundTrunks),
      outbound_trunks: table(this.outboundTrunks),
      dispatch_rules: table(this.dispatchRules),
    };
  }

  load(state: JsonObject): void {
    this.clear();
    const rows = (key: string): [string, JsonValue][] => {
      const table = state[key];
      return isJsonObject(table) ? (Object.entries(table) as [string, JsonValue][]) : [];
    };
    for (const [id, row] of rows('inbound_trunks')) this.inboundTrunks.set(id, SIPInboundTrunkInfo.fromJson(row));
    for (const [id, row] of rows('outbound_trunks')) this.outboundTrunks.set(id, SIPOutboundTrunkInfo.fromJson(row));
    for (const [id, row] of rows('dispatch_rules')) this.dispatchRules.set(id, SIPDispatchRuleInfo.fromJson(row));
  }

  clear(): void {
    this.inboundTrunks.clear();
    this.outboundTrunks.clear();
    this.dispatchRules.clear();
    this.bornAtMs.clear();
    this.rooms.clear();
  }
}
