import type { AnyMessage, FieldInfo, JsonValue } from '@bufbuild/protobuf';

/** A field set to null is a field not given. */
export function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(given.map(([name, part]) => [name, withoutNulls(part)]));
}

/** snake_case with every default written out, also the null of a message that is not there, as Go's protojson does. */
export function toWire(message: AnyMessage): JsonValue {
  const json = message.toJson({ useProtoFieldName: true, emitDefaultValues: true });
  return withNulls(message, json);
}

function withNulls(message: AnyMessage, json: JsonValue): JsonValue {
  // Durations and dates are texts on the wire.
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  const filled = { ...json };
  for (const field of message.getType().fields.list()) {
    if (field.kind !== 'message') continue;
    const value = valueOf(message, field);
    const shown = filled[field.name];
    if (value === undefined) {
      // Members of a oneof, and fields that are marked optional, are left out.
      if (!field.oneof && !field.opt) filled[field.name] = null;
    } else if (Array.isArray(value)) {
      filled[field.name] = (shown as JsonValue[]).map((item, index) => withNulls(value[index] as AnyMessage, item));
    } else if (shown !== undefined) {
      filled[field.name] = withNulls(value as AnyMessage, shown);
    }
  }
  return filled;
}

function valueOf(message: AnyMessage, field: FieldInfo): unknown {
  if (!field.oneof) return message[field.localName];
  const group = message[field.oneof.localName] as { readonly case?: string; readonly value?: unknown };
  return group.case === field.localName ? group.value : undefined;
}
