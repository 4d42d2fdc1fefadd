import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CONTROL_PREFIX, ControlDesk } from './control/control-desk.js';
import { FaultRules } from './faults/fault-rules.js';
import type { Vendor, VendorRequest } from './http/exchange.js';
import { isLocal } from './http/local-only.js';
import { BodyTooLarge, readBody } from './http/read-body.js';
import { RequestLog } from './http/request-log.js';
import type { ReplyListener } from './http/vendor-gate.js';
import { VendorGate } from './http/vendor-gate.js';
import { Violations } from './http/violations.js';
import { LiveKitVendor } from './livekit/livekit.js';
import { Persistence } from './store/persistence.js';
import { TwilioVendor } from './twilio/twilio.js';
import { World } from './world.js';

export interface SandboxOptions {
  /** 0 picks a free port. */
  readonly port?: number;
  readonly host?: string;
  /** Where the state lives between starts; nowhere when left out. */
  readonly statePath?: string | undefined;
  readonly livekitApiKey?: string | undefined;
  readonly livekitApiSecret?: string | undefined;
  /** Bearer token that the control API then demands. */
  readonly controlToken?: string | undefined;
  /** One account that looks like a customer's, made when the state is empty. On unless switched off. */
  readonly demoAccount?: boolean;
  /** Lets the server listen beyond this machine. Off: it serves secrets to whoever asks. */
  readonly allowRemote?: boolean;
  /** Closes the conflict check's hole on LiveKit updates, which the real server has. */
  readonly strictLiveKitUpdates?: boolean;
}

export interface Sandbox {
  readonly url: string;
  readonly port: number;
  readonly livekitApiKey: string;
  readonly livekitApiSecret: string;
  /** Calls the listener for every reply of a vendor; returns how to stop. */
  onReply(listener: ReplyListener): () => void;
  close(): Promise<void>;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

export const DEFAULT_LIVEKIT_KEY = 'devkey';
export const DEFAULT_LIVEKIT_SECRET = 'sandbox-livekit-secret-not-for-production';

/** Starts an offline Twilio and LiveKit on one port, and the control API beside them. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  if (!LOOPBACK.has(host) && !options.allowRemote) {
    throw new Error(`the sandbox listens on this machine only; ${host} needs SANDBOX_ALLOW_REMOTE=1`);
  }
  const world = new World(options.demoAccount ?? true);
  const persistence =
    options.statePath === undefined ? undefined : new Persistence(options.statePath, () => world.toState());
  const stored = persistence?.load();
  if (stored) world.load(stored);
  else world.reset();
  persistence?.schedule();
  const changed = () => persistence?.schedule();

  const faults = new FaultRules();
  const log = new RequestLog();
  const violations = new Violations();
  const latencyMs: Record<Vendor, number> = { twilio: 0, livekit: 0 };
  const listeners = new Set<ReplyListener>();
  const livekitApiKey = options.livekitApiKey ?? DEFAULT_LIVEKIT_KEY;
  const livekitApiSecret = options.livekitApiSecret ?? DEFAULT_LIVEKIT_SECRET;
  const desks = {
    twilio: new TwilioVendor(world.twilio),
    livekit: new LiveKitVendor(world.livekit, {
      apiKey: livekitApiKey,
      apiSecret: livekitApiSecret,
      strictUpdates: options.strictLiveKitUpdates ?? false,
    }),
  };
  const gate = new VendorGate({ desks, faults, log, violations, latencyMs, listeners, changed });
  const control = new ControlDesk(
    { world, faults, log, violations, latencyMs, startedAt: Date.now() },
    options.controlToken,
  );

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = new URL(incoming.url ?? '/', 'http://sandbox');
    const body = await readBody(incoming);
    const { method = 'GET', headers } = incoming;
    if (target.pathname === CONTROL_PREFIX || target.pathname.startsWith(`${CONTROL_PREFIX}/`)) {
      const { authorization } = headers;
      const call = {
        method,
        path: target.pathname,
        query: target.searchParams,
        body,
        authorization,
        isLocal: isLocal(incoming),
      };
      const reply = control.answer(call);
      if (method !== 'GET') changed();
      response.writeHead(reply.status, reply.headers).end(reply.body);
      return;
    }
    await gate.pass(vendorRequest(incoming, target, body), incoming, response);
  };

  const server = createServer({ keepAlive: true }, (incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      fail(error, response);
    });
  });
  // Longer than any client keeps an idle connection, so that the only resets a test sees are the ones it asked for.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    livekitApiKey,
    livekitApiSecret,
    onReply: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        // Held requests never end by themselves.
        server.closeAllConnections();
      });
      persistence?.flush();
    },
  };
}

function vendorRequest(incoming: IncomingMessage, target: URL, body: string): VendorRequest {
  const { headers, method = 'GET' } = incoming;
  const named = headers['x-twilio-host'];
  const host = typeof named === 'string' ? named : '';
  const path = target.pathname;
  const vendor: Vendor =
    host === '' && (path.startsWith('/twirp/') || path.startsWith('/settings/')) ? 'livekit' : 'twilio';
  const baseUrl = host === '' ? `http://${headers.host ?? 'localhost'}` : `https://${host}`;
  return { vendor, method, path, query: target.searchParams, headers, body, host, baseUrl };
}

/** A bug of the sandbox must look like nothing a vendor would say. */
function fail(error: unknown, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) return;
  const status = error instanceof BodyTooLarge ? 413 : 599;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (status === 599) process.stderr.write(`sandbox: ${message}\n`);
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end(status === 413 ? 'body too large' : message);
}
