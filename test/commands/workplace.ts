import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../apps/api/src/config/read-config.js';
import type { DatabaseClient } from '../../apps/api/src/database/supabase.token.js';
import { TenantDatabase } from '../../apps/api/src/database/tenant-database.js';
import { runCommand, type Print } from '../../apps/api/src/commands/command-line.js';
import { startApi, type RunningApi } from '../../apps/api/src/start-api.js';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { holdToContract, refuseBreaches } from '../sandbox/hold-to-contract.js';
import { LineKeeper, PASSWORD, sandboxEnvironment, type SandboxAccount } from '../../proofs/harness/world.js';

export interface Told {
  readonly code: number;
  readonly lines: readonly string[];
}

/** An installation that is sometimes served and sometimes worked on by a command; its data outlive both. */
export class Workplace {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'trunkline-commands-'));

  private constructor(
    readonly sandbox: Sandbox,
    private readonly breaches: () => readonly string[],
    readonly more: Environment,
  ) {}

  static async open(more: Environment = {}): Promise<Workplace> {
    const sandbox = await startSandbox({ port: 0, demoAccount: false });
    return new Workplace(sandbox, holdToContract(sandbox), more);
  }

  get environment(): Environment {
    return { ...sandboxEnvironment(this.sandbox), DATA_DIR: this.dataDir, ...this.more };
  }

  /** Serves for as long as `use` takes. */
  async served<T>(use: (api: RunningApi) => Promise<T>, more: Environment = {}): Promise<T> {
    const api = await startApi({ ...this.environment, ...more }, new LineKeeper());
    try {
      return await use(api);
    } finally {
      await api.close();
    }
  }

  /** Runs a command as its own process would, without being one. */
  async run(
    command: (args: readonly string[], environment: Environment, print: Print) => Promise<number>,
    args: readonly string[],
    more: Environment = {},
  ): Promise<Told> {
    const lines: string[] = [];
    const { error: original } = console;
    console.error = (line: unknown) => lines.push(String(line));
    try {
      const code = await runCommand(async () =>
        command(args, { ...this.environment, ...more }, (line) => lines.push(line)),
      );
      return { code, lines };
    } finally {
      console.error = original;
    }
  }

  async control<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.sandbox.url}/_sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** What the customer does in the Twilio Console. */
  async twilio<T>(account: SandboxAccount, host: string, path: string, fields: Record<string, string>): Promise<T> {
    const answer = await fetch(`${this.sandbox.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`,
        'x-twilio-host': `${host}.twilio.com`,
      },
      body: new URLSearchParams(fields),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    rmSync(this.dataDir, { recursive: true, force: true });
    refuseBreaches(this.breaches);
  }
}

export function serviceOf(api: RunningApi): DatabaseClient {
  return api.app.get(TenantDatabase, { strict: false }).service();
}

export interface SignedUp {
  readonly userId: string;
  readonly token: string;
}

export async function signUp(api: RunningApi, name: string): Promise<SignedUp> {
  const settings = (await (await fetch(`${api.url}/api/v1/sign-in-settings`)).json()) as { publishableKey: string };
  const answer = await fetch(`${api.url}/auth/v1/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', apikey: settings.publishableKey },
    body: JSON.stringify({ email: `${name}@example.test`, password: PASSWORD }),
  });
  const body = (await answer.json()) as { access_token: string; user: { id: string } };
  return { userId: body.user.id, token: body.access_token };
}

export async function ask<T>(api: RunningApi, token: string, method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as T;
}
