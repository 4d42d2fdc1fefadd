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

const ENDLESS = 'text/event-stream';

/** Sends one request on a connection of its own. An event stream is cut off after its first bytes. */
export async function rawRequest(url: string, request: RawRequest, withinMs = 60_000): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const received = await new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) });
    const end = (): void => {
      socket.destroy();
      resolve(Buffer.concat(chunks));
    };
    socket.setTimeout(withinMs, () => {
      socket.destroy();
      reject(new Error(`no whole answer within ${String(withinMs)} ms to\n${inWords(request)}`));
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (Buffer.concat(chunks.slice(0, 2)).toString('latin1').toLowerCase().includes(ENDLESS)) end();
    });
    socket.on('end', end);
    // The server may hang up while a body it does not want is still being sent; what it said before counts.
    socket.on('error', (error) => (chunks.length > 0 ? end() : reject(error)));
    socket.write(toBytes(request, `${hostname}:${port}`));
  });
  return parse(received, request);
}

/** For a person who wants to repeat it. */
export function inWords(request: RawRequest): string {
  return JSON.stringify(toBytes(request, '127.0.0.1').toString('latin1'));
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
