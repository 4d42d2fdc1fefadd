import type { Exchange } from '../calls/exchange.js';
import type { JsonObject } from '../json.js';
import type { Account, Stamped } from '../store/records.js';
import type { TwilioStore } from '../store/twilio-store.js';
import type { Check, ParamTable } from './checks.js';
import { anything, integer } from './checks.js';
import { TwilioError } from './errors.js';
import type { Input } from './input.js';

export type TwilioHost = 'api' | 'monitor' | 'trunking';
export type Dialect = 'v2010' | 'v1';

export const DIALECT: Record<TwilioHost, Dialect> = { api: 'v2010', monitor: 'v1', trunking: 'v1' };

/** Everything a handler may look at. */
export interface Call {
  readonly store: TwilioStore;
  /** Telephone calls, their recordings and alerts. */
  readonly exchange: Exchange;
  /** Who presented the credentials; on api.twilio.com this may be the parent of `account`. */
  readonly actor: Account;
  /** Whose resources the path names. */
  readonly account: Account;
  readonly path: (name: string) => string;
  readonly input: Input;
  /** `https://trunking.twilio.com`, for the absolute URLs of the v1 dialect. */
  readonly baseUrl: string;
  readonly quotaFull: boolean;
}

/** One row of a list; rendered only when the page that holds it is asked for. */
export interface Entry {
  readonly seq: number;
  /** When it became part of the list, which is what list lag is measured from. */
  readonly since: number;
  readonly render: () => JsonObject;
}

export type Result =
  | { readonly kind: 'body'; readonly status: number; readonly body: JsonObject }
  | { readonly kind: 'list'; readonly key: string; readonly entries: readonly Entry[] }
  | { readonly kind: 'empty' };

export interface Operation {
  /** The operationId of Twilio's contract. */
  readonly id: string;
  readonly host: TwilioHost;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Without `.json`; the dispatcher deals with the suffix. */
  readonly path: string;
  readonly params: ParamTable;
  readonly required: readonly string[];
  /** /Accounts and /Keys: closed to Standard API keys (20003). */
  readonly mainCredentialsOnly: boolean;
  readonly handle: (call: Call) => Result;
}

const pageSize: Check = (value, name) => {
  integer(1, Number.MAX_SAFE_INTEGER)(value, name);
  if (Number(value) > 1000) throw new TwilioError(20007);
};

export const PAGING: ParamTable = {
  PageSize: pageSize,
  Page: integer(0, Number.MAX_SAFE_INTEGER),
  PageToken: anything,
};

interface Spec {
  readonly params?: ParamTable;
  readonly required?: readonly string[];
  readonly mainCredentialsOnly?: boolean;
}

/** Makes the rows of the operation tables short enough to read as a table. */
export const operationOn =
  (host: TwilioHost) =>
  (id: string, method: Operation['method'], path: string, spec: Spec, handle: (call: Call) => Result): Operation => ({
    id,
    host,
    method,
    path,
    params: spec.params ?? {},
    required: spec.required ?? [],
    mainCredentialsOnly: spec.mainCredentialsOnly ?? false,
    handle,
  });

export const created = (body: JsonObject): Result => ({ kind: 'body', status: 201, body });
export const ok = (body: JsonObject): Result => ({ kind: 'body', status: 200, body });
export const gone: Result = { kind: 'empty' };

/** A page is cut by the dispatcher, so that no handler knows about the two paging styles. */
export function listOf<T extends { seq: number; dateCreated: number }>(
  key: string,
  items: readonly T[],
  render: (item: T) => JsonObject,
): Result {
  const entries = items.map((item) => ({ seq: item.seq, since: item.dateCreated, render: () => render(item) }));
  return { kind: 'list', key, entries };
}

export function touch(record: Stamped): void {
  record.dateUpdated = Date.now();
}
