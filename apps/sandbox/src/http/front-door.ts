import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ControlDesk } from '../control/control-desk.js';
import { CONTROL_PREFIX } from '../control/control-desk.js';
import type { Vendor, VendorRequest } from './exchange.js';
import { isLocal } from './local-only.js';
import { BodyTooLarge, readBody } from './read-body.js';
import type { VendorGate } from './vendor-gate.js';

export interface Doors {
  readonly control: ControlDesk;
  readonly gate: VendorGate;
  /** Called after every control request that may have changed the state. */
  readonly changed: () => void;
}

/** One port for both vendors and the control API; the path and the named host say which is meant. */
export function frontDoor(doors: Doors): RequestListener {
  return (incoming, response) => {
    receive(doors, incoming, response).catch((error: unknown) => {
      fail(error, incoming, response);
    });
  };
}

async function receive(doors: Doors, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = new URL(incoming.url ?? '/', 'http://sandbox');
  const body = await readBody(incoming);
  const isControl = target.pathname === CONTROL_PREFIX || target.pathname.startsWith(`${CONTROL_PREFIX}/`);
  if (!isControl) {
    await doors.gate.pass(vendorRequest(incoming, target, body), incoming, response);
    return;
  }
  const { method = 'GET' } = incoming;
  const reply = await doors.control.answer({
    method,
    path: target.pathname,
    query: target.searchParams,
    body,
    authorization: incoming.headers.authorization,
    isLocal: isLocal(incoming),
  });
  if (method !== 'GET') doors.changed();
  response.writeHead(reply.status, reply.headers).end(reply.body);
}

function vendorRequest(incoming: IncomingMessage, target: URL, body: string): VendorRequest {
  const { headers, method = 'GET' } = incoming;
  const named = headers['x-twilio-host'];
  const host = typeof named === 'string' ? named : '';
  const path = target.pathname;
  const isLiveKit = host === '' && (path.startsWith('/twirp/') || path.startsWith('/settings/'));
  const vendor: Vendor = isLiveKit ? 'livekit' : 'twilio';
  const baseUrl = host === '' ? `http://${headers.host ?? 'localhost'}` : `https://${host}`;
  return { vendor, method, path, query: target.searchParams, headers, body, host, baseUrl };
}

/** A bug of the sandbox must look like nothing that a vendor would say. */
function fail(error: unknown, incoming: IncomingMessage, response: ServerResponse): void {
  const isGone = incoming.socket.destroyed || response.headersSent;
  if (isGone) return;
  if (error instanceof BodyTooLarge) {
    response.writeHead(413, { 'Content-Type': 'text/plain', Connection: 'close' }).end('body too large');
    return;
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`sandbox: ${message}\n`);
  response.writeHead(599, { 'Content-Type': 'text/plain' }).end(message);
}
