import type { RawRequest } from '../harness/raw-request.js';
import type { Target } from './targets.js';

/** A request on its way to being wrong. */
export interface Draft {
  readonly method: string;
  readonly path: string;
  /** As it stands in the address; empty for none. */
  readonly query: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
  /** What was done to it. */
  readonly done: readonly string[];
  /** True when already the HTTP parser may refuse it, or hang up: then the answer need not be one of ours. */
  readonly isBrokenHttp: boolean;
}

export function draftOf({ method, path, filling, headers }: Target): Draft {
  const { params = {}, query = {}, body } = filling;
  return {
    method,
    path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? '')),
    query: new URLSearchParams(query).toString(),
    headers: [...headers(), ...(body === undefined ? [] : [['Content-Type', 'application/json'] as const])],
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    done: [],
    isBrokenHttp: false,
  };
}

export function toRequest({ method, path, query, headers, body }: Draft): RawRequest {
  return {
    method,
    target: query === '' ? path : `${path}?${query}`,
    headers,
    ...(body === undefined ? {} : { body }),
  };
}

/** A header in the place of those of the same name. */
export function withHeader(draft: Draft, name: string, value: string): Draft {
  const rest = draft.headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase());
  return { ...draft, headers: [...rest, [name, value]] };
}
