import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { Secret, type KeyRing } from '@app/secrets';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { ALL_SCOPES } from '../../apps/api/src/auth/scope.js';
import type { Caller } from '../../apps/api/src/auth/caller.js';
import { readConfig } from '../../apps/api/src/config/read-config.js';
import type { AppConfig } from '../../apps/api/src/config/app-config.js';
import { EncryptionCanaries } from '../../apps/api/src/database/encryption-canaries.js';
import { installationKeys } from '../../apps/api/src/database/installation-keys.js';
import { openTestbed, type Testbed } from '../../libs/supabase/src/testing/testbed.js';
import { LineKeeper, sandboxEnvironment, type SandboxAccount } from '../harness/world.js';
import { Engine } from './engine.js';
import type { Mutant } from './mutants.js';
import type { VendorState } from './invariants.js';
import { readStoredState, type StoredState } from './stored-state.js';

interface LoggedRequest {
  readonly id: number;
  readonly vendor: 'twilio' | 'livekit';
  readonly operation: string | null;
  readonly path: string;
  readonly method: string;
  readonly status: number | null;
  readonly fault: string | null;
  readonly startedAt: string;
}

/** One embedded Supabase and one sandbox, in which engines are started, crashed and started again. */
export class Laboratory {
  readonly log = new LineKeeper();
  /** Every secret of every story told here. */
  readonly secrets = new Set<string>();
  private numbers = 0;

  private constructor(
    private readonly bed: Testbed,
    private readonly sandbox: Sandbox,
    private readonly config: AppConfig,
    private readonly ring: KeyRing,
    private readonly pace: number,
    private readonly mutant: Mutant | null,
  ) {}

  static async open(pace: number, mutant: Mutant | null = null): Promise<Laboratory> {
    const bed = await openTestbed();
    const sandbox = await startSandbox({ port: 0, demoAccount: false });
    const environment = { ...sandboxEnvironment(sandbox), DATA_DIR: bed.options.dataDir, RECONCILE_EVERY_SECONDS: '0' };
    const config = readConfig(environment);
    const { ring } = installationKeys(config);
    await new EncryptionCanaries(bed.supabase.asService(), ring).establish();
    const lab = new Laboratory(bed, sandbox, config, ring, pace, mutant);
    await mutant?.database?.(async (text) => lab.sql(text));
    return lab;
  }

  get livekit(): AppConfig['livekit'] {
    return this.config.livekit;
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    await this.bed.close();
  }

  async engine(isShared = false): Promise<Engine> {
    const { bed, config, pace, log, mutant } = this;
    const sql = async (text: string) => this.sql(text);
    return Engine.start({ config, database: bed.database, options: bed.options, pace, log, mutant, sql }, isShared);
  }

  /** Three that no earlier story has used: a number belongs to one tenant in the whole installation. */
  newNumbers(): [string, string, string] {
    this.numbers += 3;
    const number = (offset: number): string => `+1500${String(5_550_000 + this.numbers + offset)}`;
    return [number(0), number(1), number(2)];
  }

  /** Somebody who has signed up, without the cost of hashing a password. */
  async tenant(): Promise<Caller> {
    const tenantId = randomUUID();
    const email = `${tenantId}@example.test`;
    await this.sql('insert into auth.users (id, email) values ($1, $2)', tenantId, email);
    const claims = { sub: tenantId, email, role: 'authenticated', session_id: randomUUID() };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setAudience('authenticated')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(this.bed.options.jwtSecret.reveal()));
    return {
      tenantId,
      kind: 'user',
      actorId: tenantId,
      scopes: ALL_SCOPES,
      accessToken: new Secret(token),
      requestId: randomUUID(),
    };
  }

  /** As the owner of the schema, past everything. */
  async sql(text: string, ...parameters: (string | number | null)[]): Promise<readonly Record<string, unknown>[]> {
    const { gate, session } = this.bed.database;
    const run = async () => session.query(text, parameters);
    return gate === null ? run() : gate.run(run);
  }

  async control<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(`${this.sandbox.url}/_sandbox${path}`, init);
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer as T;
  }

  /** A vendor call with an account's own credentials, as the tenant's own software would make it. */
  async twilio(account: SandboxAccount, host: string, path: string, form: Record<string, string>): Promise<unknown> {
    const response = await fetch(`${this.sandbox.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`,
        'x-twilio-host': host,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(form).toString(),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  }

  async vendors(accountSid: string): Promise<VendorState> {
    const [account, livekit] = await Promise.all([
      this.control<VendorState['account']>('GET', `/state/accounts/${accountSid}`),
      this.control<VendorState['livekit']>('GET', '/state/livekit'),
    ]);
    this.secrets.add(account.authToken);
    for (const trunk of Object.values(livekit.outbound_trunks)) this.secrets.add(trunk.auth_password);
    return { account, livekit };
  }

  async stored(tenantId: string): Promise<StoredState> {
    return readStoredState(this.bed.supabase, this.ring, tenantId);
  }

  /** What the vendors were asked after an entry of the log. */
  async requestsSince(id: number): Promise<LoggedRequest[]> {
    return (await this.control<{ requests: LoggedRequest[] }>('GET', `/requests?since=${String(id)}`)).requests;
  }

  async changesSince(id: number): Promise<{ count: number; lastId: number }> {
    return this.control('GET', `/requests/count?mutating=1&since=${String(id)}`);
  }

  async lastRequest(): Promise<number> {
    return (await this.control<{ lastId: number }>('GET', '/requests/count')).lastId;
  }

  /** I6: where a secret of a story told here lies in plain text, in the database or in the log. */
  async leaks(): Promise<string[]> {
    const tables = await this.sql(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'auth')`,
    );
    const found = this.log.lines.some((line) => this.hasSecret(line)) ? ['I6: a secret is in the log'] : [];
    for (const { name } of tables) {
      const rows = await this.sql(`select t::text as text from ${String(name)} t`);
      if (rows.some((row) => this.hasSecret(String(row['text'])))) found.push(`I6: a secret is in ${String(name)}`);
    }
    return found;
  }

  /** True while an engine works on a run, or has one that is due. */
  async isBusy(tenantId: string): Promise<boolean> {
    const [row] = await this.sql(
      `select exists (
         select 1 from public.provisioning_runs r
         left join public.leases l on l.name = 'credential:' || r.credential_id and l.expires_at > clock_timestamp()
         where r.user_id = $1 and r.status in ('queued', 'running')
           and (l.name is not null or r.next_attempt_at <= clock_timestamp())) as busy`,
      tenantId,
    );
    return row?.['busy'] === true;
  }

  /** Until open runs are due again. At the product's own pace that is waited for; otherwise it is as if the time had passed. */
  async passTime(tenantId: string): Promise<void> {
    if (this.pace === 1) {
      while (!(await this.isBusy(tenantId))) await new Promise((resolve) => setTimeout(resolve, 100));
      return;
    }
    await this.sql(
      `update public.provisioning_runs set next_attempt_at = clock_timestamp() where user_id = $1 and status in ('queued', 'running')`,
      tenantId,
    );
  }

  /** As if the minute of a lease had passed without its holder being heard of. */
  async expireLeases(credentialId: string): Promise<void> {
    await this.sql(`update public.leases set expires_at = '-infinity' where name = 'credential:' || $1`, credentialId);
  }

  /** By the words of the text, so that thousands of secrets cost no more than one. */
  private hasSecret(text: string): boolean {
    return (text.match(/[A-Za-z0-9]{20,}/g) ?? []).some((word) => this.secrets.has(word));
  }
}
