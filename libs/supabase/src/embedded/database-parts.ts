import type { PgliteConnection } from '@supabase/lite/pglite';
import type { PostgresConnection } from '@supabase/lite/postgres';
import type { DatabaseGate } from './database-gate.js';
import type { SqlSession } from './sql-session.js';

/** A connected database, before Supabase's interface is put in front of it. */
export interface DatabaseParts {
  readonly kind: 'pglite' | 'postgres';
  readonly connection: PgliteConnection | PostgresConnection;
  readonly session: SqlSession;
  readonly gate: DatabaseGate | null;
  /** Runs the start-up without any other process or task in between. */
  exclusively(work: () => Promise<void>): Promise<void>;
  /** Throws when the folder was taken from us: better no answer than two writers. */
  refuseWhenLost(): void;
  close(): Promise<void>;
}
