import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Exchange } from './calls/exchange.js';
import { networkOf } from './calls/trunk-termination.js';
import { ControlDesk } from './control/control-desk.js';
import { FaultRules } from './faults/fault-rules.js';
import type { Doors } from './http/front-door.js';
import { frontDoor } from './http/front-door.js';
import { RequestLog } from './http/request-log.js';
import type { ReplyListener } from './http/vendor-gate.js';
import { VendorGate } from './http/vendor-gate.js';
import { Violations } from './http/violations.js';
import type { LiveKitSettings } from './livekit/livekit.js';
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

const DRAIN_MS = 200;
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
  const { statePath } = options;
  const persistence = statePath === undefined ? undefined : new Persistence(statePath, () => world.toState());
  const stored = persistence?.load();
  if (stored) world.load(stored);
  else world.reset();

  const changed = () => persistence?.schedule();
  const livekit = {
    apiKey: options.livekitApiKey ?? DEFAULT_LIVEKIT_KEY,
    apiSecret: options.livekitApiSecret ?? DEFAULT_LIVEKIT_SECRET,
    strictUpdates: options.strictLiveKitUpdates ?? false,
  };
  const listeners = new Set<ReplyListener>();
  const server = createServer({ keepAlive: true }, frontDoor(doorsTo(world, livekit, listeners, changed, options)));
  // Longer than any client keeps an idle connection, so that the only resets a test sees are the ones it asked for.
  server.keepAliveTimeout = 120_000;
  const port = await listen(server, options.port ?? 0, host);
  // Only now: a second start that finds the port taken must not touch the first one's file.
  persistence?.schedule();

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    livekitApiKey: livekit.apiKey,
    livekitApiSecret: livekit.apiSecret,
    onReply: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      await drain(server);
      persistence?.flush();
    },
  };
}

function doorsTo(
  world: World,
  livekit: LiveKitSettings,
  listeners: Set<ReplyListener>,
  changed: () => void,
  { controlToken }: SandboxOptions,
): Doors {
  const faults = new FaultRules();
  const log = new RequestLog();
  const violations = new Violations();
  const latencyMs = { twilio: 0, livekit: 0 };
  const exchange = new Exchange(world.twilio, world.livekit, violations);
  const desks = {
    twilio: new TwilioVendor(world.twilio, exchange),
    livekit: new LiveKitVendor(world.livekit, livekit, networkOf(exchange)),
  };
  const gate = new VendorGate({ desks, faults, log, violations, latencyMs, listeners, changed });
  const parts = { world, exchange, faults, log, violations, latencyMs, startedAt: Date.now() };
  return { control: new ControlDesk(parts, controlToken), gate, changed };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** What is being answered may finish; what a fault holds never would. */
async function drain(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeIdleConnections();
    setTimeout(() => {
      server.closeAllConnections();
    }, DRAIN_MS).unref();
  });
}
