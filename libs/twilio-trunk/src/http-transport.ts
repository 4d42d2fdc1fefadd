import http from 'node:http';
import https from 'node:https';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** The exchange ended without a whole answer. It carries the reason only, never the request. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';

  constructor(
    /** Node's error code (`ECONNRESET`, `ENOTFOUND`, …) or `timeout`, `too-large` or `not-sent`. */
    readonly reason: string,
  ) {
    super(`no answer (${reason})`);
  }
}

/**
 * An idle connection is given up long before Twilio's side would (`timeout`, in ms): a create that meets a connection which is just
 * being closed ends with an unknown outcome, though nothing happened.
 */
const POOL = { keepAlive: true, maxSockets: 256, maxFreeSockets: 32, timeout: 15_000 } as const;

/** Twilio's largest page is 1000 numbers of about 2 kB. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/**
 * One exchange over node:http(s) with a deadline for the whole of it, connect and body included. It replaces the SDK's axios,
 * whose errors hold the Authorization header, whose agent obeys HTTP_PROXY, and which makes a connection pool per client. The
 * agents here are shared by all tenants (credentials are per request) and read no environment variable.
 */
export class HttpTransport {
  readonly #http = new http.Agent(POOL);
  readonly #https = new https.Agent(POOL);
  #isStopped = false;

  constructor(private readonly timeoutMs: number) {}

  async exchange({ method, url, headers, body }: HttpRequest): Promise<HttpAnswer> {
    if (this.#isStopped) throw new NoAnswer('not-sent');
    const secure = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const options = { method, headers: withLength(headers, body), agent: secure ? this.#https : this.#http };
      const request = (secure ? https : http).request(url, options);
      const fail = (reason: string): void => {
        clearTimeout(deadline);
        reject(new NoAnswer(reason));
        request.destroy();
      };
      const deadline = setTimeout(() => fail('timeout'), this.timeoutMs);
      request.on('error', (error) => fail(reasonOf(error)));
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_ANSWER_BYTES) fail('too-large');
          else chunks.push(chunk);
        });
        response.on('error', (error) => fail(reasonOf(error)));
        response.on('end', () => {
          clearTimeout(deadline);
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      request.end(body ?? undefined);
    });
  }

  /** From now on nothing is sent any more; what is under way ends by itself. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Ends the idle connections, so that a process or a test can finish at once. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

function withLength(headers: HttpRequest['headers'], body: string | null): Record<string, string> {
  return body === null ? { ...headers } : { ...headers, 'Content-Length': String(Buffer.byteLength(body)) };
}

function reasonOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : 'broken connection';
}
