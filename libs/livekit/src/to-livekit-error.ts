import { ServerError } from 'livekit-server-sdk';
import { LiveKitError } from './livekit-error.js';
import { meaningOf } from './livekit-error-table.js';

const MAX_LENGTH = 300;

/** Tokens (JWT, Bearer) and long random strings, such as an API secret or a SIP password. LiveKit's ids are shorter. */
const SECRET_SHAPES: readonly RegExp[] = [
  /\bBearer\s+[\w.=-]+/gi,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /\b(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])\w{20,}\b/g,
];

/**
 * Turns whatever was caught into a {@link LiveKitError}. Only status, code and message of the SDK's error survive; a failure of
 * fetch, a time-out and an answer that is not LiveKit's leave the outcome open.
 */
export function toLiveKitError(error: unknown, job: string): LiveKitError {
  if (error instanceof LiveKitError) return error;
  if (error instanceof ServerError) {
    const { means, outcome } = meaningOf({
      httpStatus: error.status,
      twirpCode: error.code,
      message: error.message,
    });
    return new LiveKitError(means, outcome, {
      detail: `${job}: ${redact(error.message)} (${error.code ?? 'no code'}, HTTP ${error.status})`,
      httpStatus: error.status,
      ...(error.code === undefined ? {} : { twirpCode: error.code }),
    });
  }
  return new LiveKitError('livekit.unavailable', 'unknown', {
    detail: `${job}: no usable answer (${reasonOf(error)})`,
  });
}

function redact(text: string): string {
  const clean = SECRET_SHAPES.reduce((rest, shape) => rest.replace(shape, '[redacted]'), text);
  return clean.replace(/\s+/g, ' ').trim().slice(0, MAX_LENGTH);
}

/** Node's code (`ECONNREFUSED`) hides in the cause of fetch's TypeError; a message may quote the answer and is dropped. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : error.name;
}
