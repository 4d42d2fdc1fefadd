import type { SecretKind } from './canaries.js';

export interface Told {
  readonly name: string;
  readonly bytes: Buffer;
  /** What this answer is there to show. */
  readonly mayShow: readonly SecretKind[];
}

export interface Asked {
  readonly status: number;
  readonly text: string;
  readonly body: unknown;
}

interface Showing {
  readonly method: string;
  readonly path: RegExp;
  readonly status: number;
  readonly kinds: readonly SecretKind[];
  readonly because: string;
}

/** The only answers that may hold a secret, each of its kind. Everything else in them is searched for like everywhere. */
export const SHOWN_ONCE: readonly Showing[] = [
  {
    method: 'POST',
    path: /^\/api\/v1\/api-keys$/,
    status: 201,
    kinds: ['API-key token'],
    because: 'the key is shown to its maker here and nowhere else',
  },
  {
    method: 'POST',
    path: /^\/api\/v1\/twilio-credentials\/create-main-trunk$/,
    status: 201,
    kinds: ['SIP password'],
    because: 'the origin system’s answer, field for field',
  },
  {
    method: 'GET',
    path: /^\/api\/v1\/sip-config\?(.*&)?mode=inline/,
    status: 200,
    kinds: ['SIP password'],
    because: 'the agent dials with it; scoped, audited, no-store',
  },
  {
    method: 'POST',
    path: /^\/auth\/v1\/(signup|token\?.*)$/,
    status: 200,
    kinds: ['session', 'refresh token'],
    because: 'signing in is to be given a session',
  },
];

/** Speaks to the API over HTTP and keeps every word of the answers. */
export class Teller {
  readonly told: Told[] = [];
  private addresses = 0;

  constructor(private readonly url: () => string) {}

  async ask(
    method: string,
    path: string,
    options: { readonly as?: string; readonly body?: unknown; readonly headers?: Record<string, string> } = {},
  ): Promise<Asked> {
    this.addresses += 1;
    const { as, body } = options;
    const response = await fetch(`${this.url()}${path}`, {
      method,
      headers: {
        // An address each, so that rate limits do not end the story.
        'x-forwarded-for': `198.18.${String((this.addresses >> 8) & 255)}.${String(this.addresses & 255)}`,
        ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const head = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    const { status } = response;
    this.keep(method, path, status, `${String(status)} ${response.statusText}\n${head}\n\n${text}`);
    return { status, text, body: parsed(text) };
  }

  keep(method: string, path: string, status: number, text: string): void {
    const showing = SHOWN_ONCE.filter((one) => one.method === method && one.status === status && one.path.test(path));
    this.told.push({
      name: `${String(this.told.length + 1)} (${method} ${nameable(path)} ${String(status)})`,
      bytes: Buffer.from(text, 'utf8'),
      mayShow: showing.flatMap((one) => one.kinds),
    });
  }
}

/** Without the places in which the story puts secrets on purpose. */
function nameable(path: string): string {
  return path.replace(/\?.*/, '').replaceAll(/\b[0-9a-f]{32}\b/g, '…');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
