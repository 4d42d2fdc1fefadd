import { AsyncLocalStorage } from 'node:async_hooks';
import { SupabaseError } from '../supabase-error.js';

/** Limits of a gate: how long one holder may keep it, how long one waits for it, and how many may wait. */
export interface GateLimits {
  readonly maxHoldMs: number;
  readonly maxWaitMs: number;
  readonly maxWaiting: number;
}

export const DEFAULT_LIMITS: GateLimits = { maxHoldMs: 20_000, maxWaitMs: 10_000, maxWaiting: 512 };

/** One stay inside the gate. A nested stay has a hold of its own, so that two branches of one holder can be told apart. */
export interface Hold {
  open: boolean;
  nestedActive: boolean;
  readonly session: { inTransaction: boolean };
  readonly revoked: AbortSignal;
}

interface Waiter {
  readonly admit: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Lets one asynchronous task at a time use the single session of an in-process database, in order of arrival.
 *
 * PGlite has one session, and `@supabase/lite` sets role and claims on it statement by statement. Two requests that interleave
 * there read each other's rows. Everything that touches the session therefore passes here: whoever is inside may come in again
 * (the hold travels in the asynchronous context), but only one branch at a time, because two branches would share one
 * transaction. Nothing that waits for the network belongs inside: the gate is global.
 */
export class DatabaseGate {
  readonly #context = new AsyncLocalStorage<Hold>();
  readonly #waiting: Waiter[] = [];
  #held = false;

  constructor(
    readonly limits: GateLimits,
    /** Called after a stay that left a transaction open, before the next one begins. */
    private readonly cleanUp: () => Promise<void>,
  ) {}

  /** How many tasks wait outside. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** The hold of the calling asynchronous context, even when it is no longer valid. */
  get hold(): Hold | undefined {
    return this.#context.getStore();
  }

  /** Runs `work` with the session to itself. Throws `database.busy` when the queue is full or a limit passes. */
  async run<T>(work: () => Promise<T>, limits: Partial<GateLimits> = {}): Promise<T> {
    const outer = this.hold;
    if (outer?.open === true) return this.#runNested(outer, work);
    await this.#enter(limits.maxWaitMs ?? this.limits.maxWaitMs);
    const revocation = new AbortController();
    const hold: Hold = {
      open: true,
      nestedActive: false,
      session: { inTransaction: false },
      revoked: revocation.signal,
    };
    const timer = setTimeout(() => {
      hold.open = false;
      revocation.abort();
    }, limits.maxHoldMs ?? this.limits.maxHoldMs);
    try {
      return await unlessRevoked(
        hold,
        this.#context.run(hold, async () => work()),
      );
    } finally {
      clearTimeout(timer);
      hold.open = false;
      await this.#leave(hold);
    }
  }

  async #runNested<T>(outer: Hold, work: () => Promise<T>): Promise<T> {
    if (outer.nestedActive) {
      throw new SupabaseError('database.nested', 'Two tasks of one holder tried to use the embedded database at once.');
    }
    outer.nestedActive = true;
    const hold: Hold = { open: true, nestedActive: false, session: outer.session, revoked: outer.revoked };
    try {
      return await unlessRevoked(
        hold,
        this.#context.run(hold, async () => work()),
      );
    } finally {
      hold.open = false;
      outer.nestedActive = false;
    }
  }

  async #enter(maxWaitMs: number): Promise<void> {
    if (!this.#held) {
      this.#held = true;
      return;
    }
    if (this.#waiting.length >= this.limits.maxWaiting) {
      throw new SupabaseError('database.busy', 'Too many requests wait for the embedded database.');
    }
    await new Promise<void>((admit, refuse) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        refuse(new SupabaseError('database.busy', 'The embedded database did not become free in time.'));
      }, maxWaitMs);
      const waiter: Waiter = { admit, timer };
      this.#waiting.push(waiter);
    });
  }

  async #leave(hold: Hold): Promise<void> {
    try {
      if (hold.session.inTransaction) await this.cleanUp();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#held = false;
      else {
        clearTimeout(next.timer);
        next.admit();
      }
    }
  }
}

/** Settles as `work` does, or rejects at once when the hold is revoked; what `work` still does then is refused at the session. */
async function unlessRevoked<T>(hold: Hold, work: Promise<T>): Promise<T> {
  let onRevoke = (): void => undefined;
  const revocation = new Promise<never>((_, reject) => {
    onRevoke = () => {
      hold.open = false;
      reject(new SupabaseError('database.busy', 'The embedded database was held for too long.'));
    };
  });
  hold.revoked.addEventListener('abort', onRevoke, { once: true });
  try {
    return await Promise.race([work, revocation]);
  } finally {
    hold.revoked.removeEventListener('abort', onRevoke);
  }
}
