import type { PGlite } from '@supabase/lite/pglite';
import { SupabaseError } from '../supabase-error.js';
import { DatabaseGate, DEFAULT_LIMITS, type GateLimits, type Hold } from './database-gate.js';

const BEGINS = /^\s*(?:begin|start\s+transaction)\b/i;
const ENDS = /^\s*(?:commit|end|rollback|abort)\b(?!\s+(?:work\s+|transaction\s+)?to\b)/i;

/**
 * Puts a gate in front of a PGlite and returns it. From here on every `query`, `exec` and `transaction` on the instance, whoever
 * calls it, passes the gate: a single statement waits its turn, and a transaction can be begun only by whoever is inside.
 *
 * The methods are replaced on the instance rather than wrapped in a new object, because `@supabase/lite` keeps the instance it
 * made and calls it from its own Kysely driver.
 */
export async function gatePglite(driver: PGlite, limits: GateLimits = DEFAULT_LIMITS): Promise<DatabaseGate> {
  // PGlite runs its own set-up through these very methods; a gate installed earlier would wait for itself.
  await driver.waitReady;
  const query = driver.query.bind(driver);
  const exec = driver.exec.bind(driver);
  const transaction = driver.transaction.bind(driver);
  const gate = new DatabaseGate(limits, async () => {
    await query('ROLLBACK');
  });

  driver.query = async (text, ...rest) => statement(gate, text, async () => query(text, ...rest));
  driver.exec = async (text, ...rest) => statement(gate, text, async () => exec(text, ...rest));
  driver.transaction = async (callback) =>
    gate.run(async () => {
      const hold = holdOf(gate);
      if (hold.session.inTransaction) throw nested();
      hold.session.inTransaction = true;
      try {
        // PGlite ends the transaction when the callback settles; a revoked holder must not keep it from settling.
        return await transaction(async (tx) => Promise.race([callback(tx), rejectWhenRevoked(hold)]));
      } finally {
        hold.session.inTransaction = false;
      }
    });
  return gate;
}

async function statement<T>(gate: DatabaseGate, text: string, run: () => Promise<T>): Promise<T> {
  const hold = gate.hold;
  if (hold === undefined) {
    if (BEGINS.test(text)) {
      throw new SupabaseError('database.ungated', 'A transaction was begun outside the gate of the embedded database.');
    }
    return gate.run(run);
  }
  // A task that outlived its stay must not come back as if nothing had happened: its role and claims are gone.
  if (!hold.open)
    throw new SupabaseError('database.stale', 'A statement came after its turn at the embedded database.');
  if (hold.nestedActive) throw nested();
  if (BEGINS.test(text)) {
    if (hold.session.inTransaction) throw nested();
    hold.session.inTransaction = true;
  }
  const result = await run();
  if (ENDS.test(text)) hold.session.inTransaction = false;
  return result;
}

function holdOf(gate: DatabaseGate): Hold {
  const hold = gate.hold;
  if (hold === undefined)
    throw new SupabaseError('database.ungated', 'The embedded database was used outside its gate.');
  return hold;
}

async function rejectWhenRevoked(hold: Hold): Promise<never> {
  return new Promise<never>((_, reject) => {
    hold.revoked.addEventListener('abort', () => reject(new SupabaseError('database.busy', 'The turn was revoked.')), {
      once: true,
    });
  });
}

function nested(): SupabaseError {
  return new SupabaseError('database.nested', 'Two tasks of one holder tried to use the embedded database at once.');
}
