import type { PGlite } from '@supabase/lite/pglite';
import type { PostgresConnection } from '@supabase/lite/postgres';

export type SqlRow = Readonly<Record<string, unknown>>;

/** What the start-up needs of a database beside supabase-js: scripts and a few queries, as the owner of the schema. */
export interface SqlSession {
  query(text: string, parameters?: readonly SqlParameter[]): Promise<SqlRow[]>;
  transaction<T>(work: (tx: SqlTransaction) => Promise<T>): Promise<T>;
}

export interface SqlTransaction {
  query(text: string, parameters?: readonly SqlParameter[]): Promise<SqlRow[]>;
  /** Runs a text of several statements, without parameters. */
  script(text: string): Promise<void>;
}

export type SqlParameter = string | number | null | readonly string[];

export function pgliteSession(driver: PGlite): SqlSession {
  return {
    async query(text, parameters = []) {
      return (await driver.query<SqlRow>(text, [...parameters])).rows;
    },
    async transaction(work) {
      return driver.transaction(async (tx) =>
        work({
          async query(text, parameters = []) {
            return (await tx.query<SqlRow>(text, [...parameters])).rows;
          },
          async script(text) {
            await tx.exec(text);
          },
        }),
      );
    },
  };
}

export function postgresSession(driver: PostgresConnection['driver']): SqlSession {
  return {
    async query(text, parameters = []) {
      return [...(await driver.unsafe<SqlRow[]>(text, toPostgres(parameters)))];
    },
    async transaction<T>(work: (tx: SqlTransaction) => Promise<T>): Promise<T> {
      const outcome: { value?: T } = {};
      await driver.begin(async (tx) => {
        outcome.value = await work({
          async query(text, parameters = []) {
            return [...(await tx.unsafe<SqlRow[]>(text, toPostgres(parameters)))];
          },
          async script(text) {
            await tx.unsafe(text).simple();
          },
        });
      });
      return outcome.value as T;
    },
  };
}

function toPostgres(parameters: readonly SqlParameter[]): (string | number | null | string[])[] {
  return parameters.map((parameter) =>
    typeof parameter === 'object' && parameter !== null ? [...parameter] : parameter,
  );
}
