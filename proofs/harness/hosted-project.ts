import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openTestbed, type Testbed } from '../../libs/supabase/src/testing/testbed.js';

/** A Supabase project behind HTTP: an embedded one with a server in front of it. */
export interface HostedProject {
  readonly url: string;
  readonly bed: Testbed;
  close(): Promise<void>;
}

/** `intercept` may answer a request itself, or give back another in its place. */
export async function startHostedProject(
  intercept: (request: Request) => Promise<Request | Response> = async (request) => Promise.resolve(request),
): Promise<HostedProject> {
  const bed = await openTestbed();
  const server = createServer((request, response) => {
    void (async () => {
      const wanted = await intercept(await asRequest(request));
      const answer = wanted instanceof Response ? wanted : await bed.database.serve(wanted);
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    bed,
    async close() {
      await new Promise((resolve) => server.close(resolve));
      await bed.close();
    },
  };
}

async function asRequest(request: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  const method = request.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? null : new Uint8Array(Buffer.concat(chunks));
  return new Request(new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`), {
    method,
    headers,
    body,
  });
}
