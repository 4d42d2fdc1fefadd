import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import type { Environment } from '../../apps/api/src/config/read-config.js';
import { INSTALLATION_KEYS, type InstallationKeys } from '../../apps/api/src/database/installation-keys.js';
import { startApi, type RunningApi } from '../../apps/api/src/start-api.js';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';

/** Keeps every log line, to be searched for what should not be in it. */
export class LineKeeper implements LoggerService {
  readonly lines: string[] = [];

  log = (...parts: unknown[]): void => this.keep('log', parts);
  error = (...parts: unknown[]): void => this.keep('error', parts);
  warn = (...parts: unknown[]): void => this.keep('warn', parts);
  debug = (...parts: unknown[]): void => this.keep('debug', parts);
  verbose = (...parts: unknown[]): void => this.keep('verbose', parts);
  fatal = (...parts: unknown[]): void => this.keep('fatal', parts);

  private keep(level: string, parts: readonly unknown[]): void {
    this.lines.push(
      `${level} ${parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' ')}`,
    );
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined when the body is not JSON. */
  readonly body: unknown;
}

/** Who a request is made for: a signed-in user's token or an API key. */
export interface Tenant {
  readonly userId: string;
  readonly email: string;
  readonly accessToken: string;
}

export interface SandboxAccount {
  readonly accountSid: string;
  readonly authToken: string;
}

export const PASSWORD = 'correct-horse-battery-staple-9';

/** The real API on an embedded Supabase in a folder of its own, and a sandbox, spoken to over HTTP only. */
export class World {
  private addresses = 0;

  private constructor(
    readonly api: RunningApi,
    readonly sandbox: Sandbox,
    readonly log: LineKeeper,
    readonly dataDir: string,
  ) {}

  static async start(environment: Environment = {}): Promise<World> {
    const sandbox = await startSandbox({ port: 0, demoAccount: false });
    const dataDir = environment['DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'trunkline-world-'));
    const log = new LineKeeper();
    try {
      const api = await startApi({ ...sandboxEnvironment(sandbox), DATA_DIR: dataDir, ...environment }, log);
      return new World(api, sandbox, log, dataDir);
    } catch (error) {
      await sandbox.close();
      throw error;
    }
  }

  get keys(): InstallationKeys {
    return this.api.app.get<InstallationKeys>(INSTALLATION_KEYS, { strict: false });
  }

  /** A request to the API. Each comes from an address of its own unless told, so that rate limits do not meet. */
  async send(
    method: string,
    path: string,
    options: { readonly as?: string; readonly body?: unknown; readonly headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    this.addresses += 1;
    const response = await fetch(`${this.api.url}${path}`, {
      method,
      headers: {
        'x-forwarded-for': `198.18.${(this.addresses >> 8) & 255}.${this.addresses & 255}`,
        ...(options.as === undefined ? {} : { authorization: `Bearer ${options.as}` }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined
        ? {}
        : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  async signUp(name: string): Promise<Tenant> {
    const email = `${name}@example.test`;
    const answer = await this.send('POST', '/auth/v1/signup', {
      headers: { apikey: this.keys.publishableKey },
      body: { email, password: PASSWORD },
    });
    const body = answer.body as { access_token: string; user: { id: string } };
    return { userId: body.user.id, email, accessToken: body.access_token };
  }

  /** The sandbox's control API. */
  async control<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.sandbox.url}/_sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer as T;
  }

  async newAccount(settings: object = {}): Promise<SandboxAccount> {
    return this.control('POST', '/accounts', settings);
  }

  /** Waits until a run is finished; its status. */
  async runFinished(as: string, credentialId: string, runId: string, withinMs = 30_000): Promise<string> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const { body } = await this.send('GET', `/api/v1/twilio-credentials/${credentialId}/trunk/runs/${runId}`, { as });
      const { status } = body as { status: string };
      if (status !== 'queued' && status !== 'running') return status;
      if (Date.now() > deadline) throw new Error(`run ${runId} is still ${status}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Connects an account and waits until its trunk is built. */
  async connect(
    tenant: Tenant,
    account: SandboxAccount,
    more: object = {},
  ): Promise<{ readonly credentialId: string; readonly runId: string }> {
    const answer = await this.send('POST', '/api/v1/twilio-credentials', {
      as: tenant.accessToken,
      body: { accountSid: account.accountSid, authToken: account.authToken, ...more },
    });
    if (answer.status !== 201) throw new Error(`connect: ${answer.status} ${answer.text}`);
    const { credential, run } = answer.body as { credential: { credentialId: string }; run: { runId: string } };
    const status = await this.runFinished(tenant.accessToken, credential.credentialId, run.runId);
    if (status !== 'succeeded') throw new Error(`connect: the run ${status}`);
    return { credentialId: credential.credentialId, runId: run.runId };
  }

  async stop(): Promise<void> {
    await this.api.close();
    await this.sandbox.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** The environment of an API that works on a sandbox. */
export function sandboxEnvironment(sandbox: Pick<Sandbox, 'url' | 'livekitApiKey' | 'livekitApiSecret'>): Environment {
  return {
    PORT: '0',
    PUBLIC_URL: 'http://127.0.0.1:3000',
    SIGN_UP: 'open',
    TRUST_PROXY: '1',
    TWILIO_BASE_URL: sandbox.url,
    LIVEKIT_URL: sandbox.url,
    LIVEKIT_API_KEY: sandbox.livekitApiKey,
    LIVEKIT_API_SECRET: sandbox.livekitApiSecret,
    LIVEKIT_SIP_URI: 'sip:sandbox.sip.livekit.cloud',
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
