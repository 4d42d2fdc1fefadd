import { createHmac } from 'node:crypto';

/** A LiveKit to hold against the cases: the sandbox, or a real server. */
export interface LiveKitUnderTest {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  close(): Promise<void>;
}

export interface WireAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

export interface WireWishes {
  /** Claims beside issuer and expiry; the rights of an administrator of SIP when left out. */
  readonly claims?: object;
  /** The whole Authorization header; null for none. */
  readonly authorization?: string | null;
  readonly contentType?: string;
  readonly httpMethod?: string;
}

export type Json = Record<string, unknown>;

const ADMIN = { sip: { admin: true, call: true } };

/** Speaks Twirp without any SDK, and remembers what it made: the server may be somebody's project. */
export class WireClient {
  readonly #made: { method: string; body: object }[] = [];

  #server: Omit<LiveKitUnderTest, 'close'> = { url: '', apiKey: '', apiSecret: '' };

  use(server: LiveKitUnderTest): void {
    this.#server = server;
  }

  token(claims: object = ADMIN, header: object = { alg: 'HS256' }, secret = this.#server.apiSecret): string {
    const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
    const all = { iss: this.#server.apiKey, exp: Math.floor(Date.now() / 1000) + 60, ...claims };
    const signed = `${encode(header)}.${encode(all)}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  }

  /** `method` is `CreateSIPInboundTrunk`, or with its service `livekit.RoomService/CreateRoom`. A string is sent as it is. */
  async call(method: string, body: unknown, wishes: WireWishes = {}): Promise<WireAnswer> {
    const { authorization = `Bearer ${this.token(wishes.claims)}`, httpMethod = 'POST' } = wishes;
    const contentType = wishes.contentType ?? 'application/json;charset=UTF-8';
    const response = await fetch(
      `${this.#server.url}/twirp/${method.includes('/') ? method : `livekit.SIP/${method}`}`,
      {
        method: httpMethod,
        headers: { 'content-type': contentType, ...(authorization === null ? {} : { authorization }) },
        ...(httpMethod === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      },
    );
    const text = await response.text();
    if (response.ok) this.#remember(method, JSON.parse(text) as Json);
    return { status: response.status, type: response.headers.get('content-type'), text };
  }

  /** What must succeed, as JSON. */
  async ask(method: string, body: object, wishes: WireWishes = {}): Promise<Json> {
    const { status, text } = await this.call(method, body, wishes);
    if (status !== 200) throw new Error(`${method}: ${status} ${text}`);
    return JSON.parse(text) as Json;
  }

  /** Short enough to stand in a table: `200`, `400 invalid_argument: missing trunk`, or status and plain text. */
  async outcome(method: string, body: unknown, wishes: WireWishes = {}): Promise<string> {
    const { status, type, text } = await this.call(method, body, wishes);
    if (status === 200) return '200';
    if (type !== 'application/json') return `${status} ${text.trim()}`;
    const { code, msg } = JSON.parse(text) as { code: string; msg: string };
    return `${status} ${code}: ${msg}`;
  }

  /** Takes away everything that was made, the newest first. */
  async sweep(): Promise<void> {
    for (const { method, body } of this.#made.splice(0).toReversed()) await this.call(method, body);
  }

  #remember(method: string, made: Json): void {
    if (!method.startsWith('CreateSIP')) return;
    const { sip_trunk_id, sip_dispatch_rule_id } = made;
    if (sip_trunk_id) this.#made.push({ method: 'DeleteSIPTrunk', body: { sip_trunk_id } });
    if (sip_dispatch_rule_id) this.#made.push({ method: 'DeleteSIPDispatchRule', body: { sip_dispatch_rule_id } });
  }
}
