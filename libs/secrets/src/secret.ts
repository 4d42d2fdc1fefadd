import { createHash, timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/**
 * A value that must never be printed. Every way a value usually leaks (string conversion, JSON, `util.inspect`, spreading)
 * yields `[redacted]`; only {@link Secret.reveal} gives the text, so that a search for `reveal(` finds every use.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself. Call it in the argument of the request that needs it, never into a variable that is logged. */
  reveal(): string {
    return this.#value;
  }

  /** Compares in constant time; the lengths are hidden by hashing both sides first. */
  equals(other: Secret): boolean {
    return timingSafeEqual(digest(this.#value), digest(other.#value));
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
