import { ALL_SCOPES } from '../../apps/api/src/auth/scope.js';
import { PASSWORD, type Answer } from '../harness/world.js';

/** Null: the connection broke before there was an answer, so nobody knows what became of the request. */
export type MaybeAnswer = Answer | null;

/** One tenant's program, which speaks HTTP with whatever address the service has at the time. */
export class Client {
  private constructor(
    readonly userId: string,
    /** Good for as long as the proof runs, which the token of a signed-in user is not. */
    private readonly apiKey: string,
  ) {}

  /** Signs a tenant up and makes it an API key. */
  static async signUp(url: string, name: string, address: string): Promise<Client> {
    const { publishableKey } = (await json(await fetch(`${url}/api/v1/sign-in-settings`))) as {
      publishableKey: string;
    };
    const from = { 'content-type': 'application/json', 'x-forwarded-for': address };
    const session = (await json(
      await fetch(`${url}/auth/v1/signup`, {
        method: 'POST',
        headers: { ...from, apikey: publishableKey },
        body: JSON.stringify({ email: `${name}@example.test`, password: PASSWORD }),
      }),
    )) as { access_token: string; user: { id: string } };
    const { token } = (await json(
      await fetch(`${url}/api/v1/api-keys`, {
        method: 'POST',
        headers: { ...from, authorization: `Bearer ${session.access_token}` },
        body: JSON.stringify({ name: 'proof', scopes: ALL_SCOPES }),
      }),
    )) as { token: string };
    return new Client(session.user.id, token);
  }

  async request(
    url: string,
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<MaybeAnswer> {
    try {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.apiKey}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: text === '' ? undefined : parsed(text) };
    } catch {
      return null;
    }
  }
}

async function json(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url}: ${String(response.status)} ${text}`);
  return parsed(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
