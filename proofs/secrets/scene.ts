import { randomBytes } from 'node:crypto';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import type { SandboxAccount } from '../harness/world.js';
import type { Canaries } from './canaries.js';
import type { Asked, Teller } from './teller.js';

/** Planted where it may be: as a label it is stored and shown, as a request id it is logged. */
export const PLANTED_LABEL = 'planted-label-7Qm2Zk9Xw4';
export const PLANTED_REQUEST_ID = 'planted-request-3Vb8Ty6Lp1';

const CREDENTIALS = '/api/v1/twilio-credentials';

/** What the acts of the story share. */
export class Scene {
  /** The signed-in user's token; it changes as the story goes on. */
  token = '';
  apiKey = '';
  private labels = 0;

  constructor(
    readonly teller: Teller,
    readonly sandbox: Sandbox,
    readonly canaries: Canaries,
    readonly publishableKey: string,
    readonly log: (line: string) => void,
  ) {}

  async ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Asked> {
    return this.teller.ask(method, path, {
      as: this.token,
      ...(body === undefined ? {} : { body }),
      ...(headers === undefined ? {} : { headers }),
    });
  }

  /** Like `ask`, where the story would make no sense with another answer. */
  async must(status: number, method: string, path: string, body?: unknown): Promise<Asked> {
    const answer = await this.ask(method, path, body);
    if (answer.status !== status) {
      throw new Error(`${method} ${path}: ${String(answer.status)} instead of ${String(status)}: ${answer.text}`);
    }
    return answer;
  }

  async control<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.sandbox.url}/_sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer as T;
  }

  /** Every secret that the vendors hold at this moment becomes one that is looked for. */
  async gather(): Promise<void> {
    this.canaries.addAllOf(await this.control('GET', '/state'));
  }

  async newAccount(): Promise<SandboxAccount> {
    const account = await this.control<SandboxAccount>('POST', '/accounts', {});
    this.canaries.add('auth token', `token of ${account.accountSid}`, account.authToken);
    return account;
  }

  /** A token of the right form that no account has, as somebody mistypes or pastes the wrong one. */
  wrongToken(name: string): string {
    return this.canaries.add('auth token', `wrong token: ${name}`, randomBytes(16).toString('hex'));
  }

  newLabel(): string {
    this.labels += 1;
    return `Account ${String(this.labels)}`;
  }

  async connect(account: SandboxAccount, more: object = {}): Promise<Asked> {
    const { accountSid, authToken } = account;
    return this.ask('POST', CREDENTIALS, { accountSid, authToken, label: this.newLabel(), ...more });
  }

  /** Connects and waits; the credential's id. */
  async connected(account: SandboxAccount, more: object = {}): Promise<string> {
    const answer = await this.connect(account, more);
    if (answer.status !== 201) throw new Error(`connect: ${String(answer.status)} ${answer.text}`);
    const { credential } = answer.body as { credential: { credentialId: string } };
    await this.settled(credential.credentialId);
    return credential.credentialId;
  }

  /** Waits until the newest run has ended or waits for a later attempt; the credential's status then. */
  async settled(credentialId: string, withinMs = 40_000): Promise<string> {
    for (const deadline = Date.now() + withinMs; ;) {
      const { body } = await this.ask('GET', `${CREDENTIALS}/${credentialId}/trunk`);
      const { status, runs = [] } = (body ?? {}) as { status?: string; runs?: { status: string; problem: unknown }[] };
      const [newest] = runs;
      const isOpen = newest !== undefined && ['queued', 'running'].includes(newest.status) && newest.problem === null;
      if (!isOpen || Date.now() > deadline) return status ?? 'gone';
      await this.gather();
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }
}

export function trunkPath(credentialId: string, rest = ''): string {
  return `${CREDENTIALS}/${credentialId}/trunk${rest}`;
}

export function credentialPath(credentialId: string, rest = ''): string {
  return `${CREDENTIALS}/${credentialId}${rest}`;
}
