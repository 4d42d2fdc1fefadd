import type { Supabase } from '@app/supabase';
import { SUPABASE } from '../../apps/api/src/database/supabase.token.js';
import { newSid } from '../harness/webhook-account.js';
import { World, type SandboxAccount, type Tenant } from '../harness/world.js';

export interface Connection {
  readonly account: SandboxAccount;
  readonly credentialId: string;
  readonly runId: string;
}

export interface MintedKey {
  readonly apiKeyId: string;
  readonly token: string;
}

/** A key that is to expire is good for that long, to be seen working first. */
const SHORT_LIFE_MS = 2_000;

/** Two tenants, each with a trunk that is ready, and every kind of key: who comes on in the cells of the matrix. */
export class Stage {
  private names = 0;
  private readonly keys = new Map<string, MintedKey>();

  private constructor(
    readonly world: World,
    readonly scopes: readonly string[],
    readonly owner: Tenant,
    readonly stranger: Tenant,
    readonly owned: Connection,
    readonly strangers: Connection,
  ) {}

  static async set(world: World, scopes: readonly string[]): Promise<Stage> {
    const connection = async (tenant: Tenant): Promise<Connection> => {
      const account = await world.newAccount();
      return { account, ...(await world.connect(tenant, account)) };
    };
    const owner = await world.signUp('owner');
    const stranger = await world.signUp('stranger');
    return new Stage(world, scopes, owner, stranger, await connection(owner), await connection(stranger));
  }

  get supabase(): Supabase {
    return this.world.api.app.get<Supabase>(SUPABASE, { strict: false });
  }

  newName(kind: string): string {
    this.names += 1;
    return `${kind} ${String(this.names)}`;
  }

  /** Another account of the owner's, its trunk built. */
  async connectAnother(): Promise<Connection> {
    const account = await this.world.newAccount();
    return { account, ...(await this.world.connect(this.owner, account, { label: this.newName('another') })) };
  }

  /** An agent of the owner's that nothing uses. Made past the API, which lets nobody have as many as a matrix makes. */
  async newAgent(): Promise<string> {
    const { data, error } = await this.supabase
      .asService()
      .from('agents')
      .insert({ user_id: this.owner.userId, name: this.newName('agent'), agent_name: 'a' })
      .select('id')
      .single();
    if (error !== null) throw new Error(error.message);
    return (data as { readonly id: string }).id;
  }

  /** A number that the account owns and that answers nothing yet. */
  async newNumber({ account }: Connection): Promise<string> {
    const [number] = await this.world.control<{ phoneNumber: string }[]>(
      'POST',
      `/accounts/${account.accountSid}/numbers`,
      { count: 1 },
    );
    if (number === undefined) throw new Error('the sandbox gave no number');
    return number.phoneNumber;
  }

  /** A call over the owner's account that has come in; its CallSid. */
  async newCall({ credentialId }: Connection): Promise<string> {
    const callSid = newSid('CA');
    const { error } = await this.supabase.asService().from('twilio_call_logs').insert({
      user_id: this.owner.userId,
      credential_id: credentialId,
      call_sid: callSid,
      status: 'ringing',
      started_at: new Date().toISOString(),
    });
    if (error !== null) throw new Error(error.message);
    return callSid;
  }

  async attachNumber({ credentialId }: Connection, phoneNumber: string): Promise<void> {
    const as = this.owner.accessToken;
    const path = `/api/v1/twilio-credentials/${credentialId}/trunk/numbers`;
    const answer = await this.world.send('POST', path, { as, body: { phoneNumber } });
    if (answer.status !== 202) throw new Error(`not attached: ${String(answer.status)} ${answer.text}`);
    const { runId } = answer.body as { runId: string };
    const status = await this.world.runFinished(as, credentialId, runId);
    if (status !== 'succeeded') throw new Error(`not attached: the run ${status}`);
  }

  async importedNumber(connection: Connection): Promise<string> {
    return (await this.imported(connection)).numberId;
  }

  /** A number of the account that is imported and on no plane. */
  async imported(connection: Connection): Promise<{ readonly numberId: string; readonly phoneNumber: string }> {
    const phoneNumber = await this.newNumber(connection);
    const as = this.owner.accessToken;
    const { credentialId } = connection;
    await this.world.send('POST', '/api/v1/phone-numbers/import', { as, body: { credentialId } });
    const contains = phoneNumber.slice(1);
    const { body, text } = await this.world.send('GET', `/api/v1/phone-numbers?contains=${contains}`, { as });
    const [number] = (body as { readonly numbers: readonly { readonly numberId: string }[] }).numbers;
    if (number === undefined) throw new Error(`not imported: ${text}`);
    return { numberId: number.numberId, phoneNumber };
  }

  async mintKey(tenant: Tenant, scopes: readonly string[], more: object = {}): Promise<MintedKey> {
    const answer = await this.world.send('POST', '/api/v1/api-keys', {
      as: tenant.accessToken,
      body: { name: this.newName('key'), scopes, ...more },
    });
    if (answer.status !== 201) throw new Error(`no API key: ${String(answer.status)} ${answer.text}`);
    return answer.body as MintedKey;
  }

  /** One key per set of scopes; a matrix would otherwise make hundreds. */
  async keyWith(tenant: Tenant, scopes: readonly string[]): Promise<string> {
    const name = `${tenant.userId} ${scopes.join()}`;
    const key = this.keys.get(name) ?? (await this.mintKey(tenant, scopes));
    this.keys.set(name, key);
    return key.token;
  }

  /** A key that worked until it was revoked. */
  async revokedKey(): Promise<string> {
    const key = await this.mintKey(this.owner, this.scopes);
    await this.mustWork(key.token);
    const answer = await this.world.send('DELETE', `/api/v1/api-keys/${key.apiKeyId}`, { as: this.owner.accessToken });
    if (answer.status !== 204) throw new Error(`not revoked: ${String(answer.status)} ${answer.text}`);
    return key.token;
  }

  /** A key that worked until it expired. Days are the shortest life a tenant can choose, hence the database. */
  async expiredKey(): Promise<string> {
    const key = await this.mintKey(this.owner, this.scopes, { expiresInDays: 1 });
    const expiresAt = Date.now() + SHORT_LIFE_MS;
    const { error } = await this.supabase
      .asService()
      .from('api_keys')
      .update({ expires_at: new Date(expiresAt).toISOString() })
      .eq('id', key.apiKeyId);
    if (error !== null) throw new Error(error.message);
    await this.mustWork(key.token);
    await new Promise((resolve) => setTimeout(resolve, expiresAt - Date.now() + 50));
    return key.token;
  }

  /** Until no run of the owner's is open, so that nothing changes by itself while a denial is watched. */
  async settled(): Promise<void> {
    for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
      const { data, error } = await this.supabase
        .asService()
        .from('provisioning_runs')
        .select('id')
        .in('status', ['queued', 'running']);
      if (error !== null) throw new Error(error.message);
      if (data.length === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('runs are still open');
  }

  private async mustWork(token: string): Promise<void> {
    const answer = await this.world.send('GET', '/api/v1/twilio-credentials', { as: token });
    if (answer.status !== 200) throw new Error(`the key does not work to begin with: ${answer.text}`);
  }
}
