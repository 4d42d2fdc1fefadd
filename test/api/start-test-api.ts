import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import type { Environment } from '../../apps/api/src/config/read-config.js';
import { INSTALLATION_KEYS, type InstallationKeys } from '../../apps/api/src/database/installation-keys.js';
import { LineKeeper } from '../../proofs/harness/world.js';
import { startApi, type RunningApi } from '../../apps/api/src/start-api.js';

export interface TestUser {
  readonly userId: string;
  readonly accessToken: string;
}

/** The real service on an embedded Supabase in a folder of its own, spoken to without a socket. */
export class TestApi {
  private constructor(
    readonly running: RunningApi,
    readonly log: LineKeeper,
    readonly dataDir: string,
    readonly environment: Environment,
  ) {}

  static async start(environment: Environment = {}): Promise<TestApi> {
    const dataDir = environment['DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'trunkline-api-'));
    const complete = {
      PORT: '0',
      PUBLIC_URL: 'http://127.0.0.1:3000',
      SIGN_UP: 'open',
      TRUST_PROXY: '1',
      // Nobody listens there: these tests are not about LiveKit.
      LIVEKIT_URL: 'ws://127.0.0.1:1',
      LIVEKIT_API_KEY: 'devkey',
      LIVEKIT_API_SECRET: 'secret',
      LIVEKIT_SIP_URI: 'sip:127.0.0.1:5060',
      ...environment,
      DATA_DIR: dataDir,
    };
    const log = new LineKeeper();
    return new TestApi(await startApi(complete, log), log, dataDir, complete);
  }

  get keys(): InstallationKeys {
    return this.running.app.get<InstallationKeys>(INSTALLATION_KEYS, { strict: false });
  }

  async send(options: InjectOptions) {
    return this.running.app.inject(options);
  }

  /** Each test speaks from an address of its own, so that no test meets the limits of another. */
  async sendAuth(path: string, payload: object, address: string) {
    return this.send({
      method: 'POST',
      url: `/auth/v1/${path}`,
      headers: { apikey: this.keys.publishableKey, 'x-forwarded-for': address },
      payload,
    });
  }

  async signUp(name: string, address = '198.51.100.1'): Promise<TestUser> {
    const answer = await this.sendAuth('signup', { email: `${name}@example.test`, password: PASSWORD }, address);
    const body = answer.json<{ access_token: string; user: { id: string } }>();
    return { userId: body.user.id, accessToken: body.access_token };
  }

  /** An API key's token, made as the dashboard makes it. */
  async createKey(
    user: TestUser,
    scopes: readonly string[],
    more: object = {},
  ): Promise<{ apiKeyId: string; token: string }> {
    const answer = await this.send({
      method: 'POST',
      url: '/api/v1/api-keys',
      headers: bearer(user.accessToken),
      payload: { name: 'of a test', scopes, ...more },
    });
    return answer.json<{ apiKeyId: string; token: string }>();
  }

  async stop(): Promise<void> {
    await this.running.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

export const PASSWORD = 'correct-horse-battery-staple-9';

export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}
