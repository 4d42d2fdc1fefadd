import type { Filling } from '../routes/cases.js';
import { operationsOf, type OpenApiDocument, type Operation } from '../routes/document.js';

/** What the document says of a value; only what makes a bound. */
export interface ValueSchema {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly enum?: readonly unknown[];
  readonly items?: ValueSchema;
}

/** An operation and a valid request for it. */
export interface Target {
  readonly name: string;
  readonly method: string;
  /** With `{name}` for parameters. */
  readonly path: string;
  readonly filling: Filling;
  readonly success: readonly number[];
  /** Made for each request, so that one caller's limit is not all that is met. */
  readonly headers: () => readonly (readonly [string, string])[];
  readonly fields: Readonly<Record<string, ValueSchema>>;
  readonly queryNames: readonly string[];
  /** Of other operations at the same address, which a changed method must not become. */
  readonly takenMethods: ReadonlySet<string>;
  /** Whose answers these are: ours, with problems, or Supabase's sign-in passed on. */
  readonly speaks: 'problems' | 'supabase';
}

interface Detail {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: {
    readonly content?: Readonly<Record<string, { readonly schema?: { readonly $ref?: string } }>>;
  };
}

/** What the document says of an operation's body and query. */
export function detailsOf(
  document: OpenApiDocument,
  { method, path }: Operation,
): Pick<Target, 'fields' | 'queryNames'> {
  const detail = document.paths[path]?.[method.toLowerCase()] as Detail | undefined;
  const reference = detail?.requestBody?.content?.['application/json']?.schema?.$ref ?? '';
  const schemas = document.components.schemas as Readonly<
    Record<string, { readonly properties?: Readonly<Record<string, ValueSchema>> }>
  >;
  return {
    fields: schemas[reference.replace('#/components/schemas/', '')]?.properties ?? {},
    queryNames: (detail?.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name),
  };
}

export function takenMethods(document: OpenApiDocument, path: string): ReadonlySet<string> {
  return new Set(
    operationsOf(document)
      .filter((operation) => operation.path === path)
      .map(({ method }) => method),
  );
}
