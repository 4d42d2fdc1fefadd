import type { JsonValue } from '@bufbuild/protobuf';
import { SIPDispatchRuleInfo, SIPInboundTrunkInfo, SIPOutboundTrunkInfo } from '@livekit/protocol';
import type { JsonObject } from '../json.js';
import { isJsonObject } from '../json.js';
import type { LiveKitStore } from '../livekit/livekit-store.js';
import { newLiveKitId } from '../store/ids.js';
import * as read from './read.js';
import { ControlError } from './route.js';

type LiveKitEdit = (store: LiveKitStore, body: JsonObject) => JsonObject | void;

interface WireRecord {
  toJson(options: { useProtoFieldName: true; emitDefaultValues: true }): JsonValue;
}

const WIRE_IDS: Readonly<Record<string, string>> = {
  trunkId: 'sip_trunk_id',
  dispatchRuleId: 'sip_dispatch_rule_id',
};

/** Adds, deletes or overwrites without any of the server's checks: this is somebody else with the project's key. */
function editsFor<T extends WireRecord>(
  noun: string,
  idName: string,
  newId: () => string,
  table: (store: LiveKitStore) => Map<string, T>,
  parse: (json: JsonValue) => T,
): Record<string, LiveKitEdit> {
  const idIn = (store: LiveKitStore, body: JsonObject): string => {
    const id = read.text(body, idName);
    if (!table(store).has(id)) throw new ControlError(404, `no ${noun} ${id}`);
    return id;
  };
  const write = (store: LiveKitStore, id: string, current: object, body: JsonObject): void => {
    const fields = body['fields'];
    if (!isJsonObject(fields)) throw new ControlError(400, 'fields must be an object of wire (snake_case) fields');
    try {
      table(store).set(id, parse({ ...current, ...(fields as Record<string, JsonValue>) }));
    } catch (error) {
      throw new ControlError(400, error instanceof Error ? error.message : String(error));
    }
  };
  return {
    [`livekit-add-${noun}`]: (store, body) => {
      const id = newId();
      write(store, id, { [WIRE_IDS[idName] ?? idName]: id }, body);
      return { [idName]: id };
    },
    [`livekit-delete-${noun}`]: (store, body) => {
      table(store).delete(idIn(store, body));
    },
    [`livekit-change-${noun}`]: (store, body) => {
      const id = idIn(store, body);
      const current = table(store).get(id)?.toJson({ useProtoFieldName: true, emitDefaultValues: true }) ?? {};
      write(store, id, current as object, body);
    },
  };
}

export const LIVEKIT_EDITS: Readonly<Record<string, LiveKitEdit>> = {
  ...editsFor(
    'inbound-trunk',
    'trunkId',
    () => newLiveKitId('ST_'),
    (store) => store.inboundTrunks,
    (json) => SIPInboundTrunkInfo.fromJson(json),
  ),
  ...editsFor(
    'outbound-trunk',
    'trunkId',
    () => newLiveKitId('ST_'),
    (store) => store.outboundTrunks,
    (json) => SIPOutboundTrunkInfo.fromJson(json),
  ),
  ...editsFor(
    'dispatch-rule',
    'dispatchRuleId',
    () => newLiveKitId('SDR_'),
    (store) => store.dispatchRules,
    (json) => SIPDispatchRuleInfo.fromJson(json),
  ),
};
