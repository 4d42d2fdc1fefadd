import { randomUUID } from 'node:crypto';
import type { InjectOptions } from 'fastify';
import type { DatabaseClient } from '../../apps/api/src/database/supabase.token.js';
import { SUPABASE } from '../../apps/api/src/database/supabase.token.js';
import { bearer, TestApi, type TestUser } from '../api/start-test-api.js';

export interface Reply {
  readonly status: number;
  /** What every answer and problem of these routes may have. */
  readonly body: Readonly<Record<string, unknown>> & {
    readonly code?: string;
    readonly items?: Readonly<Record<string, unknown>>[];
    readonly nextCursor?: string | null;
    readonly errors?: { readonly path: string; readonly message: string }[];
  };
}

/** A tenant who edits their calls through the API. */
export class RoutingDesk {
  private constructor(
    readonly api: TestApi,
    readonly user: TestUser,
  ) {}

  static async open(api: TestApi, name: string): Promise<RoutingDesk> {
    return new RoutingDesk(api, await api.signUp(name));
  }

  async send(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Reply> {
    const answer = await this.api.send({
      method: method as NonNullable<InjectOptions['method']>,
      url: `/api/v1${path}`,
      headers: { ...bearer(this.user.accessToken), ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: answer.statusCode, body: answer.body === '' ? {} : answer.json<Reply['body']>() };
  }

  /** What a request makes, or an error that says why it did not. */
  async make(method: string, path: string, body: object): Promise<Reply['body']> {
    const { status, body: made } = await this.send(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${String(status)} ${JSON.stringify(made)}`);
    return made;
  }

  async destination(name: string, more: object = {}): Promise<string> {
    const target = { kind: 'client', identity: 'ada' };
    return String((await this.make('POST', '/destinations', { name, target, ...more }))['destinationId']);
  }

  async agent(name: string): Promise<string> {
    const id = randomUUID();
    const { error } = await this.database
      .from('agents')
      .insert({ id, user_id: this.user.userId, name, agent_name: `agent-${name}` });
    if (error !== null) throw new Error(error.message);
    return id;
  }

  /** What the tenant's entries in the audit log say was done, the oldest first. */
  async audited(): Promise<string[]> {
    const { body } = await this.send('GET', '/audit?limit=200');
    return (body['entries'] as { readonly action: string }[]).map(({ action }) => action).toReversed();
  }

  get database(): DatabaseClient {
    return this.api.running.app.get<{ asService: () => DatabaseClient }>(SUPABASE, { strict: false }).asService();
  }
}

export const NUMBER = '+4930123456';
export const TO_ADA = { target: { kind: 'client', identity: 'ada' } };
