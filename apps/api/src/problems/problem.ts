import { definitionOf, type ProblemCode } from './catalogue.js';

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

export interface ProblemOptions {
  /** For the log only; never part of an answer. Holds no secret either: logs are read by many. */
  readonly internal?: string;
  /** For the log only. */
  readonly cause?: unknown;
  /** Public members beside the standard ones. `retryAfterSeconds` also becomes the Retry-After header. */
  readonly extensions?: Readonly<Record<string, JsonValue>>;
}

/** What domain code throws when a request cannot be fulfilled. What the caller reads is in the catalogue, not here. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly internal: string | undefined;
  readonly extensions: Readonly<Record<string, JsonValue>>;

  constructor(
    readonly code: ProblemCode,
    options: ProblemOptions = {},
  ) {
    super(options.internal === undefined ? code : `${code}: ${options.internal}`, { cause: options.cause });
    this.internal = options.internal;
    this.extensions = options.extensions ?? {};
  }

  get status(): number {
    return definitionOf(this.code).status;
  }
}
