/** As much of OpenAPI 3.0 as Twilio's files use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | undefined>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

type JsonSchema = Record<string, unknown>;

const VALUES: Readonly<Record<string, JsonSchema>> = {
  'uri-map': { type: 'string', format: 'uri' },
  'phone-number-capabilities': { type: 'boolean' },
};

/**
 * OpenAPI 3.0 to JSON Schema, made stricter than written: a resource has every property that the contract names and none
 * besides, because a fake that invents a field teaches its users something false.
 */
export function toJsonSchema(schema: Schema, document: OpenApi): JsonSchema {
  if (schema.$ref !== undefined) {
    const target = document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {};
    return converted(target, document, true);
  }
  return converted(schema, document, false);
}

function converted(schema: Schema, document: OpenApi, isResource: boolean): JsonSchema {
  const { format, nullable, items, properties, type, ...rest } = schema;
  const result: JsonSchema = { ...rest };
  if (type !== undefined) result['type'] = type;
  if (type === 'string' && format !== undefined) result['format'] = format;
  if (items) result['items'] = toJsonSchema(items, document);
  if (type === 'object' && format !== undefined && VALUES[format]) result['additionalProperties'] = VALUES[format];
  if (properties) {
    result['properties'] = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, toJsonSchema(property, document)]),
    );
    if (isResource) result['required'] = Object.keys(properties);
    result['additionalProperties'] = false;
  }
  if (!nullable) return result;
  // Twilio's own examples write "" for absent SIDs and URLs, against the pattern beside them.
  const empty = type === 'string' ? [{ const: '' }] : [];
  return { anyOf: [{ type: 'null' }, ...empty, result] };
}
