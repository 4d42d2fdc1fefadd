import type { FieldInfo } from '@bufbuild/protobuf';

type Json = unknown;
type Fields = Readonly<Record<string, Json>>;

const BY_HAND = 'by-hand';

/** Other values for one field of a protocol message, each as the JSON of the wire; every value of an enum, empty ones, nested ones. */
export function otherValues(field: FieldInfo, current: Json): { readonly path: string; readonly value: Json }[] {
  const here = (values: readonly Json[]): { path: string; value: Json }[] =>
    values
      .filter((value) => JSON.stringify(value) !== JSON.stringify(current))
      .map((value) => ({ path: field.name, value }));
  if (field.kind === 'map') {
    const entries = current as Fields;
    const changed = Object.fromEntries(Object.keys(entries).map((key) => [key, BY_HAND]));
    return here([{}, { ...entries, [BY_HAND]: '1' }, changed]);
  }
  if (field.repeated) {
    const items = current as readonly Json[];
    const added = field.kind === 'message' ? sampleOf(field) : '+19995550100';
    const first = items[0];
    const inside =
      field.kind === 'message' && first !== undefined
        ? changedMessages(field, first as Fields).map(({ path, value }) => ({
            path: `${field.name}.${path}`,
            value: [value, ...items.slice(1)],
          }))
        : [];
    const lists = [[], [...items, added], [added], items.slice(1)];
    const isNew = (list: Json, index: number): boolean =>
      lists.findIndex((other) => JSON.stringify(other) === JSON.stringify(list)) === index;
    return [...here(lists.filter(isNew)), ...inside];
  }
  if (field.kind === 'message') {
    if (field.T.typeName === 'google.protobuf.Duration')
      return here(current === undefined ? [sampleOf(field)] : [sampleOf(field), null]);
    if (current === undefined) return newMessages(field);
    const nested = changedMessages(field, current as Fields);
    // One of a oneof cannot be unset by itself.
    return [
      ...(field.oneof === undefined ? here([null]) : []),
      ...nested.map(({ path, value }) => ({ path: `${field.name}.${path}`, value })),
    ];
  }
  if (field.kind === 'enum') return here(field.T.values.map(({ name }) => name));
  if (typeof current === 'boolean') return here([!current]);
  if (typeof current === 'number') return here([0, current + 7]);
  return here([BY_HAND, '']);
}

/** A message that was not there, with one field set at a time. */
function newMessages(
  field: FieldInfo & { readonly kind: 'message' },
): { readonly path: string; readonly value: Json }[] {
  return field.T.fields.list().flatMap((inner) => {
    const values =
      inner.kind === 'message'
        ? [inner.repeated ? [sampleOf(inner)] : sampleOf(inner)]
        : otherValues(inner, emptyOf(inner)).map(({ value }) => value);
    return values.map((value) => ({ path: `${field.name}.${inner.name}`, value: { [inner.name]: value } }));
  });
}

/** A message with one field changed at a time. */
function changedMessages(
  field: FieldInfo & { readonly kind: 'message' },
  current: Fields,
): { readonly path: string; readonly value: Json }[] {
  return field.T.fields.list().flatMap((inner) => {
    // Of a oneof only one may be set.
    const rest = inner.oneof === undefined ? current : {};
    return otherValues(inner, current[inner.name] ?? emptyOf(inner)).map(({ path, value }) => ({
      path,
      value: { ...rest, [inner.name]: value },
    }));
  });
}

/** What the JSON of a field reads as that is not there. */
function emptyOf(field: FieldInfo): Json {
  if (field.kind === 'map') return {};
  if (field.repeated) return [];
  if (field.kind === 'enum') return field.T.values[0]?.name;
  if (field.kind === 'message') return undefined;
  return scalarSample(field.T) === BY_HAND ? '' : scalarSample(field.T) === true ? false : 0;
}

/** The smallest value that says something. */
function sampleOf(field: FieldInfo): Json {
  if (field.kind === 'map') return { [BY_HAND]: '1' };
  if (field.kind === 'scalar') return scalarSample(field.T);
  if (field.kind === 'enum') return field.T.values[1]?.name;
  if (field.T.typeName === 'google.protobuf.Duration') return '7s';
  const [first] = field.T.fields.list();
  if (first === undefined) return {};
  return { [first.name]: first.repeated ? [sampleOf(first)] : sampleOf(first) };
}

/** By the protocol's scalar types: 8 is a boolean, 9 a string, the others are numbers. */
function scalarSample(type: number): string | boolean | number {
  return type === 9 ? BY_HAND : type === 8 ? true : 7;
}
