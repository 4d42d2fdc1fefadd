import type { JsonValue } from '@bufbuild/protobuf';
import { SIPDispatchRuleInfo, SIPInboundTrunkInfo, SIPOutboundTrunkInfo } from '@livekit/protocol';
import type { JsonObject } from '../json.js';
import { isJsonObject } from '../json.js';
import type { LiveKitStore } from '../livekit/livekit-store.js';
import * as read from './read.js';
import { ControlError } from './route.js';

type LiveKitEdit = (store: LiveKitStore, body: JsonObject) => void;

interface WireRecord {
  toJson(options: { useProtoFieldName: true; emitDefaultValues: true }): JsonValue;
}

/** Deletes or overwrites without any of the server's checks: this is somebody else with the project's key. */
function editsFor<T extends WireRecord>(
  noun: string,
  idName: string,
  table: (store: LiveKitStore) => Map<string, T>,
  parse: (json: JsonValue) => T,
): Record<string, LiveKitEdit> {
  const idIn = (store: LiveKitStore, body: JsonObject): string => {
    const id = read.text(body, idName);
    if (!table(store).has(id)) throw new ControlError(404, `no ${noun} ${id}`);
    return id;
  };
  return {
    [`livekit-delete-${noun}`]: (store, body) => {
      table(store).delete(idIn(store, body));
    },
    [`livekit-change-${noun}`]: (store, body) => {
      const id = idIn(store, body);
      const current = table(store).get(id)?.toJson({ useProtoFieldName: true, emitDefaultValues: true }) ?? null;
      const fields = body['fields'];
      if (!isJsonObject(fields)) throw new ControlError(400, 'fields must be an object of wire (snake_case) fields');
      try {
        table(store).set(
          id,
          parse({ ...(current as Record<string, JsonValue>), ...(fields as Record<string, JsonValue>) }),
        );
      } catch (error) {
        throw new ControlError(400, error instanceof Error ? error.message : String(error));
      }
    },
  };
}

export const LIVEKIT_EDITS: Readonly<Record<string, LiveKitEdit>> = {
  ...editsFor(
    'inbound-trunk',
    'trunkId',
    (store) => store.inboundTrunks,
    (json) => SIPInboundTrunkInfo.fromJson(json),
  ),
  ...editsFor(
    'outbound-trunk',
    'trunkId',
    (store) => store.outboundTrunks,
    (json) => SIPOutboundTrunkInfo.fromJson(json),
  ),
  ...editsFor(
    'dispatch-rule',
    'dispatchRuleId',
    (store) => store.dispatchRules,
    (json) => SIPDispatchRuleInfo.fromJson(json),
  ),
};
