import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { Secret } from '@app/secrets';
import type { TwilioAccount } from '@app/twilio-trunk';

export interface RequestCount {
  readonly count: number;
  readonly peakConcurrent: number;
  readonly byOperation: Readonly<Record<string, number>>;
}

/** The sandbox's control API, as far as the gateways' tests need it. */
export class SandboxControl {
  constructor(private readonly sandbox: Sandbox) {}

  async send<T>(method: string, path: string, body?: object): Promise<T> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${this.sandbox.url}/_sandbox${path}`, init);
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer as T;
  }

  async newAccount(settings: object = {}): Promise<TwilioAccount> {
    const { accountSid, authToken } = await this.send<{ accountSid: string; authToken: string }>(
      'POST',
      '/accounts',
      settings,
    );
    return { accountSid, username: accountSid, password: new Secret(authToken) };
  }

  async fault(spec: object): Promise<void> {
    await this.send('POST', '/faults', spec);
  }

  async edit(spec: object): Promise<void> {
    await this.send('POST', '/edit', spec);
  }

  async clearFaults(): Promise<void> {
    await this.send('DELETE', '/faults');
  }

  /** What was asked while the work ran. */
  async counted(work: () => Promise<unknown>): Promise<RequestCount> {
    await this.send('DELETE', '/requests');
    await work();
    return await this.send<RequestCount>('GET', '/requests/count');
  }

  /** Requests that a real vendor would have looked at askance, such as one with an unknown parameter. */
  async violations(): Promise<unknown> {
    return (await this.send<{ violations: unknown }>('GET', '/violations')).violations;
  }
}
