import { connect } from 'node:net';

/** A request as bytes: nothing is checked, completed or made well-formed on its way, except what is said here. */
export interface RawRequest {
  readonly method: string;
  /** What stands after the method, sent as it is. */
  readonly target: string;
  /** In order, each as often as it stands here; characters above U+00FF are sent as UTF-8. */
  readonly headers: readonly (readonly [string, string])[];
  /** Absent: none. Content-Length is added unless the headers name it or Transfer-Encoding. */
  readonly body?: string | Buffer;
}

export interface RawAnswer {
  readonly status: number;
  /** Lower case; of several the last. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

const LONGEST_MS = 60_000;
const ENDLESS = 'text/event-stream';

/** How long a server may wait for the rest of what is no whole request, before we hang up. */
const PATIENCE_MS = 1_500;

/**
 * Sends one request on a connection of its own. An event stream is cut off after its first bytes. With `mayHangUp` the server may
 * close the connection without an answer, which is null; without, that is an error.
 */
export async function rawRequest(url: string, request: RawRequest): Promise<RawAnswer>;
export async function rawRequest(
  url: string,
  request: RawRequest,
  options: { readonly mayHangUp: boolean },
): Promise<RawAnswer | null>;
export async function rawRequest(
  url: string,
  request: RawRequest,
  { mayHangUp }: { readonly mayHangUp: boolean } = { mayHangUp: false },
): Promise<RawAnswer | null> {
  const received = await exchange(url, request, mayHangUp);
  if (received.length === 0 && mayHangUp) return null;
  return parse(received, request);
}

async function exchange(url: string, request: RawRequest, mayHangUp: boolean): Promise<Buffer> {
  const { hostname, port } = new URL(url);
  return new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) });
    const end = (): void => {
      socket.destroy();
      resolve(Buffer.concat(chunks));
    };
    socket.setTimeout(mayHangUp ? PATIENCE_MS : LONGEST_MS, () => {
      socket.destroy();
      if (mayHangUp) resolve(Buffer.concat(chunks));
      else reject(new Error(`no whole answer within ${String(LONGEST_MS)} ms`));
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (Buffer.concat(chunks.slice(0, 2)).toString('latin1').toLowerCase().includes(ENDLESS)) end();
    });
    socket.on('end', end);
    // The server may hang up while a body it does not want is still being sent; what it said before counts.
    socket.on('error', (error) => (chunks.length > 0 || mayHangUp ? end() : reject(error)));
    socket.write(toBytes(request, `${hostname}:${port}`));
  });
}

const MOST_SHOWN = 2_000;

/** For a person who wants to repeat it; tokens and keys are left out. */
export function inWords(request: RawRequest): string {
  const text = toBytes(request, '127.0.0.1').toString('latin1');
  return JSON.stringify(text.replaceAll(/^(Authorization|apikey|X-Api-Key): .*$/gim, '$1: …')).slice(0, MOST_SHOWN);
}

function toBytes({ method, target, headers, body }: RawRequest, host: string): Buffer {
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  const all: (readonly [string, string])[] = [
    ...(given.has('host') ? [] : [['Host', host] as const]),
    ...(given.has('connection') ? [] : [['Connection', 'close'] as const]),
    ...headers,
    ...(bytes === undefined || given.has('content-length') || given.has('transfer-encoding')
      ? []
      : [['Content-Length', String(bytes.length)] as const]),
  ];
  const lines = [`${method} ${target} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`), '', ''];
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'utf8'), bytes ?? Buffer.alloc(0)]);
}

function parse(received: Buffer, request: RawRequest): RawAnswer {
  const text = received.toString('utf8');
  const at = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(0, at)).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
  if (!Number.isInteger(status))
    throw new Error(`no HTTP answer (${JSON.stringify(text.slice(0, 80))}) to\n${inWords(request)}`);
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const body = text.slice(at + 4);
  return { status, headers, text: headers.get('transfer-encoding') === 'chunked' ? withoutChunks(body) : body };
}

/** Sizes are in bytes and this is text, so only what stands between the size lines is kept; good enough to read a message. */
function withoutChunks(body: string): string {
  return body.replaceAll(/(?:^|\r\n)[0-9a-f]+\r\n/gi, '').replace(/\r\n$/, '');
}
