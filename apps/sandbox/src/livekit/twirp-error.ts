/** Twirp's codes and the HTTP status each travels with. */
const STATUS = {
  invalid_argument: 400,
  malformed: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  bad_route: 404,
  deadline_exceeded: 408,
  aborted: 409,
  failed_precondition: 412,
  resource_exhausted: 429,
  internal: 500,
  unknown: 500,
  unavailable: 503,
} as const;

export type TwirpCode = keyof typeof STATUS;

export class TwirpError extends Error {
  readonly status: number;

  constructor(
    readonly code: TwirpCode,
    message: string,
    readonly meta: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = STATUS[code];
  }

  get body() {
    const hasMeta = Object.keys(this.meta).length > 0;
    return { code: this.code, msg: this.message, ...(hasMeta ? { meta: this.meta } : {}) };
  }
}

export function invalid(message: string): TwirpError {
  return new TwirpError('invalid_argument', message);
}

/** How an error of LiveKit's own RPC layer (psrpc) comes out at the API. */
export function fromService(code: TwirpCode, message: string): TwirpError {
  return new TwirpError(code, `twirp error unknown: ${message}`);
}
