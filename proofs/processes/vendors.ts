import { DEFAULT_LIVEKIT_KEY, DEFAULT_LIVEKIT_SECRET } from '../../apps/sandbox/src/sandbox.js';
import type { Environment } from '../../apps/api/src/config/read-config.js';
import { sandboxEnvironment, type SandboxAccount } from '../harness/world.js';
import type { VendorState } from '../provisioning/invariants.js';
import type { AccountState, LiveKitState } from '../provisioning/sandbox-state.js';
import { OwnProcess } from './own-process.js';

interface Count {
  readonly count: number;
  readonly lastId: number;
  readonly byOperation: Readonly<Record<string, number>>;
}

/** The sandbox in a process of its own, which outlives every kill of ours: Twilio and LiveKit do not stop when we do. */
export class Vendors {
  private constructor(
    private readonly process: OwnProcess,
    private readonly url: string,
  ) {}

  static async start(): Promise<Vendors> {
    const { process, url } = await OwnProcess.start('sandbox', { SANDBOX_PORT: '0' });
    return new Vendors(process, url);
  }

  /** The environment of an API that works on it. */
  get environment(): Environment {
    return sandboxEnvironment({
      url: this.url,
      livekitApiKey: DEFAULT_LIVEKIT_KEY,
      livekitApiSecret: DEFAULT_LIVEKIT_SECRET,
    });
  }

  /** The sandbox's control API. */
  async control<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}/_sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer as T;
  }

  /** What the account's owner does there without us. */
  async twilio<T>(account: SandboxAccount, host: string, path: string, fields: Record<string, string>): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`,
        'x-twilio-host': `${host}.twilio.com`,
      },
      body: new URLSearchParams(fields),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  async newAccount(): Promise<SandboxAccount> {
    return this.control('POST', '/accounts', {});
  }

  async account(accountSid: string): Promise<AccountState> {
    return this.control('GET', `/state/accounts/${accountSid}`);
  }

  /** Both vendors at one and the same instant. */
  async state(accountSid: string): Promise<VendorState> {
    const state = await this.control<{ twilio: { accounts: Record<string, AccountState> }; livekit: LiveKitState }>(
      'GET',
      '/state',
    );
    const account = state.twilio.accounts[accountSid];
    if (account === undefined) throw new Error(`no account ${accountSid}`);
    return { account, livekit: state.livekit };
  }

  /** How many calls changed something at either vendor since an earlier answer's `lastId`. */
  async mutations(since: number): Promise<Count> {
    return this.control('GET', `/requests/count?mutating=1&since=${String(since)}`);
  }

  /** The number of the last request of any kind. */
  async lastRequest(): Promise<number> {
    return (await this.control<Count>('GET', '/requests/count')).lastId;
  }

  /** How long each answer takes from now on. */
  async latency(ms: number): Promise<void> {
    await this.control('POST', '/latency', { ms });
  }

  /** What was asked of the vendors that the real ones do not know; none is the guarantee. */
  async strangeCalls(): Promise<readonly unknown[]> {
    return (await this.control<{ violations: unknown[] }>('GET', '/violations')).violations;
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }
}
