/** How a caller may prove who it is, as the document declares it. */
export type Access =
  | { readonly kind: 'public'; readonly reason: string }
  | { readonly kind: 'operator' }
  | { readonly kind: 'user' }
  | { readonly kind: 'scope'; readonly scope: string; readonly usersToo: boolean }
  /** Says nothing, or something that contradicts itself. */
  | { readonly kind: 'undeclared' };

export interface Operation {
  /** `Controller.method`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly access: Access;
  /** The statuses that the document gives for success. */
  readonly success: readonly number[];
}

interface OperationObject {
  readonly operationId?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly 'x-public-because'?: string;
  readonly 'x-scope'?: string;
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<
      Record<
        string,
        { readonly properties?: Readonly<Record<string, { readonly items?: { readonly enum?: string[] } }>> }
      >
    >;
  };
}

/** Every operation of the running service's own document, so that a route of tomorrow is met here too. */
export function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: operation.operationId ?? `${method} ${path}`,
      method: method.toUpperCase(),
      path,
      access: accessOf(operation),
      success: Object.keys(operation.responses)
        .filter((status) => status.startsWith('2'))
        .map(Number),
    })),
  );
}

/** All scopes there are, from what may be asked for when a key is made. */
export function scopesOf(document: OpenApiDocument): string[] {
  return document.components.schemas['CreateApiKeyRequest']?.properties?.['scopes']?.items?.enum ?? [];
}

function accessOf(operation: OperationObject): Access {
  const reason = operation['x-public-because'];
  const scope = operation['x-scope'];
  const schemes = new Set((operation.security ?? []).flatMap((entry) => Object.keys(entry)));
  if (reason !== undefined && schemes.size === 0) return { kind: 'public', reason };
  if (reason !== undefined) return { kind: 'undeclared' };
  if (scope !== undefined && schemes.has('apiKey')) return { kind: 'scope', scope, usersToo: schemes.has('userToken') };
  if (schemes.size === 1 && schemes.has('metricsToken')) return { kind: 'operator' };
  return schemes.size === 1 && schemes.has('userToken') ? { kind: 'user' } : { kind: 'undeclared' };
}
