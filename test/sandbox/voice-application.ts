import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import twilio from 'twilio';

export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What Twilio's own SDK says of the signature. */
  readonly isSigned: boolean;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delayMs?: number;
}

type Page = string | Answer | ((asked: Asked, times: number) => string | Answer);

export interface VoiceApplication {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Says what a path answers: TwiML, or a whole HTTP answer, or a function of the request. What is not said answers 204. */
  on(path: string, page: Page): void;
  /** The requests to one path, in the order in which they came. */
  to(path: string): Asked[];
  close(): Promise<void>;
}

export const twiml = (inside: string): string => `<?xml version="1.0" encoding="UTF-8"?><Response>${inside}</Response>`;

/** A customer's web server: answers webhooks, and checks each signature with Twilio's SDK under the public URL it is known by. */
export async function startVoiceApplication(authToken: () => string, publicOrigin?: string): Promise<VoiceApplication> {
  const pages = new Map<string, Page>();
  const asked: Asked[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const path = incoming.url ?? '/';
      const form = [...new URLSearchParams(Buffer.concat(chunks).toString('utf8'))];
      const query = new URL(path, 'http://x').searchParams;
      const body = Object.fromEntries(form);
      const url = `${publicOrigin ?? origin}${path}`;
      const given = String(incoming.headers['x-twilio-signature']);
      const isSigned = twilio.validateRequest(authToken(), given, url, body);
      const one: Asked = {
        method: incoming.method ?? '',
        path,
        params: { ...Object.fromEntries(query), ...body },
        headers: incoming.headers,
        isSigned,
      };
      asked.push(one);
      const key = path.split('?')[0] ?? path;
      const page = pages.get(path) ?? pages.get(key) ?? { status: 204 };
      const times = asked.filter((other) => other.path.split('?')[0] === key).length;
      const said = typeof page === 'function' ? page(one, times) : page;
      const answer: Answer =
        typeof said === 'string' ? { status: 200, headers: { 'Content-Type': 'text/xml' }, body: said } : said;
      setTimeout(() => {
        response.writeHead(answer.status ?? 200, answer.headers).end(answer.body ?? '');
      }, answer.delayMs ?? 0);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: origin,
    asked,
    on: (path, page) => pages.set(path, page),
    to: (path) => asked.filter((one) => one.path.split('?')[0] === path),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
