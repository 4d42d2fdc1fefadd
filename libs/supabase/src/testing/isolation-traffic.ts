import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Testbed, TestTenant } from './testbed.js';

/** What came of the traffic. Anything but zeros means that tenants were not kept apart. */
export interface TrafficResult {
  readonly operations: number;
  /** Rows of one tenant that another one was given or could change. */
  readonly foreign: number;
  /** Statements that failed, or saw less than they had to. */
  readonly errors: number;
}

interface Actor extends TestTenant {
  readonly credentialId: string;
}

interface Tally {
  foreign: number;
  errors: number;
}

type Operation = (bed: Testbed, self: Actor, other: Actor, tally: Tally) => Promise<void>;

const pause = async (): Promise<void> => sleep(Math.random() * 3);

/** Rows of others count as foreign; not seeing one's own counts as an error. */
function judge(rows: readonly { readonly user_id: unknown }[] | null, self: Actor, tally: Tally): void {
  if (rows === null) tally.errors += 1;
  else {
    tally.foreign += rows.filter(({ user_id }) => user_id !== self.id).length;
    if (!rows.some(({ user_id }) => user_id === self.id)) tally.errors += 1;
  }
}

const OPERATIONS: readonly Operation[] = [
  async function readEverything(_, self, __, tally) {
    judge((await self.client.from('user_twilio_credentials').select('id, user_id')).data, self, tally);
  },
  async function readTheOthers(_, self, other, tally) {
    const { data } = await self.client.from('user_twilio_credentials').select('id').eq('user_id', other.id);
    if (data === null) tally.errors += 1;
    else tally.foreign += data.length;
  },
  async function makeKey(_, self, __, tally) {
    const key = { user_id: self.id, name: 'k', key_id: randomUUID(), secret_hash: 'h', scopes: [] };
    judge((await self.client.from('api_keys').insert(key).select('id, user_id')).data, self, tally);
  },
  async function renameOwn(_, self, __, tally) {
    const change = { label: `of ${self.id}` };
    const { data } = await self.client
      .from('user_twilio_credentials')
      .update(change)
      .eq('id', self.credentialId)
      .select('user_id');
    judge(data, self, tally);
  },
  async function renameOther(_, self, other, tally) {
    const { data, error } = await self.client
      .from('user_twilio_credentials')
      .update({ label: 'stolen' })
      .eq('id', other.credentialId)
      .select('id');
    if (error !== null) tally.errors += 1;
    else tally.foreign += data.length;
  },
  async function activate(_, self, other, tally) {
    const own = await self.client.rpc('activate_credential', { p_credential_id: self.credentialId });
    if (own.data !== true) tally.errors += 1;
    const foreign = await self.client.rpc('activate_credential', { p_credential_id: other.credentialId });
    if (foreign.data !== false) tally.foreign += 1;
  },
  async function readAsService({ supabase }, self, other, tally) {
    const { data } = await supabase.asService().from('user_twilio_credentials').select('user_id');
    const seen = new Set(data?.map(({ user_id }) => user_id));
    if (!seen.has(self.id) || !seen.has(other.id)) tally.errors += 1;
  },
  async function readSlowly({ database }, self, _, tally) {
    const rows = await database.session.transaction(async (tx) => {
      await tx.query(
        `select set_config('role', 'authenticated', true), set_config('request.jwt.claim.sub', $1, true)`,
        [self.id],
      );
      await pause();
      return tx.query('select user_id from public.user_twilio_credentials');
    });
    judge(
      rows.map((row) => ({ user_id: row['user_id'] })),
      self,
      tally,
    );
  },
  async function workInBackground({ database }, self, _, tally) {
    const rows = await database.session.transaction(async (tx) => {
      await tx.query(`insert into public.leases values ($1, 'background', 1, now())`, [randomUUID()]);
      await pause();
      return tx.query('select user_id from public.user_twilio_credentials');
    });
    if (new Set(rows.map((row) => row['user_id'])).size < 2 || !rows.some((row) => row['user_id'] === self.id)) {
      tally.errors += 1;
    }
  },
];

/**
 * Lets several tenants, the service role and background work use one database at once, in random order, and counts what any of
 * them saw of another.
 */
export async function runTraffic(
  bed: Testbed,
  { operations, concurrency, tenants }: { operations: number; concurrency: number; tenants: number },
): Promise<TrafficResult> {
  const actors: Actor[] = [];
  while (actors.length < tenants) actors.push(await enrol(bed));
  const tally: Tally = { foreign: 0, errors: 0 };
  let left = operations;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const self = pick(actors);
      const operation = pick(OPERATIONS);
      const other = pick(actors.filter((actor) => actor !== self));
      // A broken session may leave a statement without an answer; that is an error, and no reason to wait for ever.
      const ended = operation(bed, self, other, tally).then(
        () => true,
        () => false,
      );
      if (!(await Promise.race([ended, sleep(20_000, false, { ref: false })]))) tally.errors += 1;
      if (Math.random() < 0.2) await pause();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { operations, ...tally };
}

async function enrol({ signUp, supabase }: Testbed): Promise<Actor> {
  const tenant = await signUp();
  const { data, error } = await supabase
    .asService()
    .from('user_twilio_credentials')
    .insert({ user_id: tenant.id, account_sid: randomUUID(), label: 'own', status: 'ready' })
    .select('id')
    .single();
  if (error !== null) throw new Error(`a credential could not be stored: ${error.code}`);
  return { ...tenant, credentialId: data.id };
}

function pick<T>(items: readonly T[]): T {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
