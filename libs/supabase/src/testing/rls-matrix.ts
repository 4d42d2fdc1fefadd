import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { SqlRow } from '../embedded/sql-session.js';
import { checkCatalogue } from './rls-catalogue.js';
import { COMMANDS, FUNCTION_CASES, TABLE_CASES, type Command, type Ground, type TableCase } from './rls-cases.js';
import type { Testbed, TestTenant } from './testbed.js';

/** What the matrix found; a cell is one attempt of one identity. */
export interface MatrixResult {
  readonly cells: number;
  readonly leaks: number;
  /** Each cell that did not end as expected, in words. */
  readonly failures: readonly string[];
}

type Who = 'anon' | 'owner' | 'other' | 'service';
const EVERYBODY: readonly Who[] = ['anon', 'owner', 'other', 'service'];

interface Scene {
  readonly bed: Testbed;
  readonly owner: TestTenant;
  readonly other: TestTenant;
  readonly ground: Ground;
  readonly clients: Readonly<Record<Who, SupabaseClient>>;
  readonly expect: (cell: string, actual: boolean, expected: boolean, isLeak: boolean) => void;
}

/** Tries every command on every table and every function as everybody, generated from the catalogue of the running database. */
export async function runMatrix(bed: Testbed): Promise<MatrixResult> {
  const failures: string[] = [];
  const tally = { cells: 0, leaks: 0 };
  const [owner, other] = [await bed.signUp(), await bed.signUp()];
  const scene: Scene = {
    bed,
    owner,
    other,
    ground: await prepareGround(bed, owner.id),
    clients: {
      anon: untyped(bed.anonymous),
      owner: untyped(owner.client),
      other: untyped(other.client),
      service: untyped(bed.supabase.asService()),
    },
    expect(cell, actual, expected, isLeak) {
      tally.cells += 1;
      if (actual === expected) return;
      failures.push(`${cell}: ${expected ? 'denied, should work' : 'works, should be denied'}`);
      if (actual && isLeak) tally.leaks += 1;
    },
  };
  const { tables, functions } = await checkCatalogue(bed.database.session, scene.expect);
  for (const [table, columns] of tables) {
    const found = Object.entries(TABLE_CASES).find(([name]) => name === table)?.[1];
    if (found === undefined) failures.push(`table ${table}: has no case in rls-cases.ts`);
    else await tryTable(scene, table, columns, found);
  }
  for (const name of functions) {
    const found = Object.entries(FUNCTION_CASES).find(([given]) => given === name)?.[1];
    if (found === undefined) failures.push(`function ${name}: has no case in rls-cases.ts`);
    else await tryFunction(scene, name, found);
  }
  return { ...tally, failures };
}

async function tryTable(scene: Scene, table: string, columns: readonly string[], expected: TableCase): Promise<void> {
  for (const command of COMMANDS) {
    if (command === 'give away' && !columns.includes('user_id')) continue;
    for (const who of EVERYBODY) {
      const worked = await attempt(scene, table, command, expected, who);
      const allowed =
        who === 'service'
          ? expected.serviceDenied?.includes(command) !== true
          : who === 'owner' && expected.owner.includes(command);
      scene.expect(`${table} ${command} as ${who}`, worked, allowed, who !== 'service');
      // Nobody may: then the schema's owner shows that the statement itself is sound.
      if (who === 'service' && !allowed) {
        scene.expect(
          `${table} ${command} as schema owner`,
          await controls(scene, table, command, expected),
          true,
          false,
        );
      }
    }
  }
  await prepareRow(scene, table, expected);
  for (const column of columns) {
    const { error } = await scene.clients.owner.from(table).select(column).limit(1);
    const readable = expected.owner.includes('select') && !expected.hidden.includes(column);
    scene.expect(`${table}.${column} select as owner`, error === null, readable, true);
    const control = await scene.clients.service.from(table).select(column).limit(1);
    if (!readable) scene.expect(`${table}.${column} select as service`, control.error === null, true, false);
  }
}

/** Whether the command, on a fresh row of the owner, had any effect: judged by the table itself, not by the answer. */
async function attempt(scene: Scene, table: string, command: Command, expected: TableCase, who: Who): Promise<boolean> {
  const { key, change } = expected;
  const client = scene.clients[who].from(table);
  if (command === 'insert') {
    const row = expected.row(scene.ground);
    if (row[key] !== undefined) await remove(scene, table, key, row[key]);
    return changes(scene, table, async () => client.insert(row));
  }
  const row = await prepareRow(scene, table, expected);
  const id = row[key];
  if (command === 'select') {
    const { data } = await client.select(key).eq(key, id);
    return (data ?? []).length > 0;
  }
  return changes(scene, table, async () => {
    if (command === 'update') return client.update(change).eq(key, id);
    if (command === 'delete') return client.delete().eq(key, id);
    if (command === 'give away') return client.update({ user_id: scene.other.id }).eq(key, id);
    const fresh = expected.row(scene.ground);
    const { [key]: hasKey } = fresh;
    return client.upsert(hasKey === undefined ? fresh : { ...fresh, ...change, [key]: id }, { onConflict: key });
  });
}

async function controls(scene: Scene, table: string, command: Command, expected: TableCase): Promise<boolean> {
  const { session } = scene.bed.database;
  const row = await prepareRow(scene, table, expected);
  const [column = '', value] =
    Object.entries(command === 'give away' ? { user_id: scene.other.id } : expected.change)[0] ?? [];
  return changes(scene, table, async () => {
    if (command === 'delete') return remove(scene, table, expected.key, row[expected.key]);
    if (command === 'upsert') return insertAsOwner(scene, table, expected.row(scene.ground));
    return session.query(`update public.${table} set ${column} = $1 where ${expected.key}::text = $2`, [
      String(value),
      String(row[expected.key]),
    ]);
  });
}

async function changes(scene: Scene, table: string, run: () => PromiseLike<unknown>): Promise<boolean> {
  const before = await fingerprint(scene, table);
  await run();
  return (await fingerprint(scene, table)) !== before;
}

async function fingerprint({ bed }: Scene, table: string): Promise<unknown> {
  const [row] = await bed.database.session.query(
    `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum from public.${table} t`,
  );
  return row?.['sum'];
}

async function prepareRow(scene: Scene, table: string, { key, row }: TableCase): Promise<SqlRow> {
  const wanted = row(scene.ground);
  if (wanted[key] !== undefined) await remove(scene, table, key, wanted[key]);
  const [made] = await insertAsOwner(scene, table, wanted);
  if (made === undefined) throw new Error(`no row could be prepared in ${table}`);
  return made;
}

async function insertAsOwner({ bed }: Scene, table: string, row: Record<string, unknown>): Promise<SqlRow[]> {
  const columns = Object.keys(row).join(', ');
  return bed.database.session.query(
    `insert into public.${table} (${columns})
     select ${columns} from json_populate_record(null::public.${table}, $1::text::json) returning *`,
    [JSON.stringify(row)],
  );
}

async function remove({ bed }: Scene, table: string, key: string, id: unknown): Promise<SqlRow[]> {
  return bed.database.session.query(`delete from public.${table} where ${key}::text = $1`, [String(id)]);
}

type FunctionCase = (typeof FUNCTION_CASES)[keyof typeof FUNCTION_CASES];

async function tryFunction(scene: Scene, name: string, { args, tenants }: FunctionCase): Promise<void> {
  for (const who of EVERYBODY) {
    const { data, error } = await scene.clients[who].rpc(name, args(scene.ground));
    const reached = error === null || error.code.startsWith('TL');
    const allowed = who === 'service' || (tenants && who !== 'anon');
    scene.expect(`function ${name} as ${who}`, reached, allowed, who !== 'service');
    // Whoever may call it for their own rows must not move those of another tenant.
    if (tenants && who === 'other') scene.expect(`function ${name} on a foreign row`, data === true, false, true);
  }
}

async function prepareGround(bed: Testbed, userId: string): Promise<Ground> {
  const [credentialId, runId, agentId] = [randomUUID(), randomUUID(), randomUUID()];
  const { session } = bed.database;
  await session.query(
    `insert into public.user_twilio_credentials (id, user_id, account_sid, label, status) values ($1, $2, $3, 'ground', 'ready')`,
    [credentialId, userId, randomUUID()],
  );
  await session.query(
    `insert into public.provisioning_runs (id, user_id, credential_id, kind, status) values ($1, $2, $3, 'apply', 'failed')`,
    [runId, userId, credentialId],
  );
  await session.query(
    `insert into public.agents (id, user_id, name, agent_name) values ($1, $2, 'ground', 'inbound')`,
    [agentId, userId],
  );
  return { userId, credentialId, runId, agentId };
}

/** Table names come from the catalogue here, where the types cannot follow. */
function untyped(client: unknown): SupabaseClient {
  return client as SupabaseClient;
}
