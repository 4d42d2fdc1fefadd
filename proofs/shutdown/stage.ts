import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { PASSWORD, type SandboxAccount } from '../harness/world.js';

/** One tenant with one account of its own, and what happens to it while the service is stopped. */
export interface Story {
  readonly account: SandboxAccount;
  readonly token: string;
  credentialId: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Speaks with the sandbox, and with whatever process is the service at the time. */
export class Stage {
  url = '';
  private names = 0;

  constructor(private readonly sandbox: Sandbox) {}

  async control<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.sandbox.url}/_sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as T;
  }

  async fault(kind: string, { account }: Story, more: object): Promise<void> {
    await this.control('POST', '/faults', { kind, account: account.accountSid, ...more });
  }

  async send(token: string, method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  async newStory(): Promise<Story> {
    this.names += 1;
    const settings = (await (await fetch(`${this.url}/api/v1/sign-in-settings`)).json()) as { publishableKey: string };
    const response = await fetch(`${this.url}/auth/v1/signup`, {
      method: 'POST',
      headers: { apikey: settings.publishableKey, 'content-type': 'application/json' },
      body: JSON.stringify({ email: `tenant${String(this.names)}@example.test`, password: PASSWORD }),
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    return { account: await this.control<SandboxAccount>('POST', '/accounts', {}), token, credentialId: '' };
  }

  /** Connects, without waiting for the trunk. */
  async connect(story: Story): Promise<void> {
    const { accountSid, authToken } = story.account;
    const answer = await this.send(story.token, 'POST', '/api/v1/twilio-credentials', { accountSid, authToken });
    if (answer.status !== 201) throw new Error(`connect: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
    story.credentialId = (answer.body as { credential: { credentialId: string } }).credential.credentialId;
  }

  /** Until a request of the account has reached the sandbox, whether or not it has been answered. */
  async arrived({ account }: Story, path: string, method = 'POST'): Promise<void> {
    const query = `account=${account.accountSid}&method=${method}&path=${encodeURIComponent(path)}`;
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(10)) {
      const { count } = await this.control<{ count: number }>('GET', `/requests/count?${query}`);
      if (count > 0) return;
    }
    throw new Error(`no request came to ${path}`);
  }

  /** What is wrong with a story in the hands of the next process: it must be ready, and made once. */
  async unfinished(story: Story): Promise<string[]> {
    const path = '/api/v1/twilio-credentials';
    if (story.credentialId === '') {
      const list = (await this.send(story.token, 'GET', path)).body as { credentialId: string }[];
      // Nobody may have asked for anything yet: then the next process must be able to.
      if (list[0] === undefined) await this.connect(story);
      else story.credentialId = list[0].credentialId;
    }
    let status = '';
    for (const deadline = Date.now() + 30_000; Date.now() < deadline && status !== 'ready'; await sleep(25)) {
      const { body } = await this.send(story.token, 'GET', `${path}/${story.credentialId}`);
      ({ status } = body as { status: string });
    }
    const made = await this.#madeFor(story);
    return [
      ...(status === 'ready' ? [] : [`the next process left it ${status}`]),
      ...Object.entries(made)
        .filter(([, count]) => count !== 1)
        .map(([what, count]) => `${String(count)} × ${what}`),
    ];
  }

  async #madeFor({ account, credentialId }: Story): Promise<Record<string, number>> {
    const twilio = await this.control<Record<'trunks' | 'credentialLists', object>>(
      'GET',
      `/state/accounts/${account.accountSid}`,
    );
    const livekit = await this.control<{ outbound_trunks: object }>('GET', '/state/livekit');
    const ours = Object.values(livekit.outbound_trunks).filter((trunk) => JSON.stringify(trunk).includes(credentialId));
    return {
      trunk: Object.keys(twilio.trunks).length,
      'credential list': Object.keys(twilio.credentialLists).length,
      'outbound trunk': ours.length,
    };
  }
}
