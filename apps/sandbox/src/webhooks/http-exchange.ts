import http from 'node:http';
import https from 'node:https';

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly location: string | undefined;
  readonly body: string;
  readonly bytes: number;
}

/** No answer came: the name is unknown, nobody listens, or it took too long. */
export class HttpFailure extends Error {
  constructor(
    readonly kind: 'dns' | 'connect' | 'read',
    message: string,
  ) {
    super(message);
  }
}

export interface HttpWish {
  readonly method: string;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly connectMs: number;
  readonly readMs: number;
}

const AGENTS = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 256 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 256 }),
};
// More than Twilio reads of a document; a longer answer is cut there and refused by its size.
const MOST_BYTES = 1024 * 1024;

/** One HTTP request with a limit on connecting and one on everything after it. */
export async function httpExchange(wish: HttpWish): Promise<HttpAnswer> {
  const { protocol } = new URL(wish.address);
  const isTls = protocol === 'https:';
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const headers = { ...wish.headers, 'Content-Length': String(Buffer.byteLength(wish.body)) };
    const agent = isTls ? AGENTS['https:'] : AGENTS['http:'];
    const request = (isTls ? https : http).request(wish.address, { method: wish.method, headers, agent });
    const limit = (kind: 'connect' | 'read', ms: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        request.destroy(new HttpFailure(kind, `${kind} timed out after ${Math.round(ms)} ms`));
      }, ms);
    };
    request.on('socket', (socket) => {
      if (!socket.connecting) {
        limit('read', wish.readMs);
        return;
      }
      limit('connect', wish.connectMs);
      socket.once(isTls ? 'secureConnect' : 'connect', () => {
        limit('read', wish.readMs);
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(error instanceof HttpFailure ? error : new HttpFailure(kindOf(error), error.code ?? error.message));
    });
    request.on('response', (response) => {
      collect(response).then(
        (body) => {
          clearTimeout(timer);
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            location: response.headers.location,
            body: body.toString('utf8'),
            bytes: body.length,
          });
        },
        () => {
          clearTimeout(timer);
          reject(new HttpFailure('read', 'the answer broke off'));
        },
      );
    });
    request.end(wish.body);
  });
}

async function collect(response: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function kindOf({ code = '' }: NodeJS.ErrnoException): HttpFailure['kind'] {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'dns';
  return code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH' ? 'connect' : 'read';
}
