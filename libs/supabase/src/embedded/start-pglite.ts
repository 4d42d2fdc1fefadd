import { mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { createPgliteConnection } from '@supabase/lite/pglite';
import { SupabaseError } from '../supabase-error.js';
import { lockDataDir } from './data-lock.js';
import { DATABASE_FOLDER } from './database-folder.js';
import type { DatabaseParts } from './database-parts.js';
import { gatePglite } from './gate-pglite.js';
import { pgliteSession } from './sql-session.js';

/** For the proof that the gate is what keeps tenants apart; nothing else may open a database without it. */
export interface OpenSeams {
  readonly gate: 'on' | 'none';
}

const MIGRATION_HOLD_MS = 300_000;

/** PGlite in the data folder, locked against a second process and behind its gate before anybody can use it. */
export async function startPglite(dataDir: string, seams: OpenSeams): Promise<DatabaseParts> {
  if (!isAbsolute(dataDir)) throw new SupabaseError('data_dir.invalid', 'The data folder must be an absolute path.');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockDataDir(dataDir);
  try {
    const folder = join(dataDir, DATABASE_FOLDER);
    // lite would make it readable for everybody.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const connection = await createPgliteConnection({ url: folder });
    await connection.driver.waitReady;
    const gate = seams.gate === 'on' ? await gatePglite(connection.driver) : null;
    return {
      kind: 'pglite',
      connection,
      session: pgliteSession(connection.driver),
      gate,
      exclusively: async (work) => (gate === null ? work() : gate.run(work, { maxHoldMs: MIGRATION_HOLD_MS })),
      refuseWhenLost() {
        if (lock.isLost()) {
          throw new SupabaseError('data_dir.locked', `The lock of the data folder was lost (${lock.file}). Restart.`);
        }
      },
      async close() {
        const end = async (): Promise<void> => connection.close();
        await (gate === null ? end() : gate.run(end)).finally(() => lock.release());
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
