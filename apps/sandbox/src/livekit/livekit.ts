import type { JsonValue } from '@bufbuild/protobuf';
import type { Conditions, Outcome, Reply, VendorRequest } from '../http/exchange.js';
import { TokenRefused, verifyToken } from './jwt.js';
import { toWire } from './json-on-the-wire.js';
import type { LiveKitStore } from './livekit-store.js';
import { METHODS } from './methods.js';
import type { TelephoneNetwork } from './telephone-network.js';
import { TwirpError } from './twirp-error.js';

export interface LiveKitSettings {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly strictUpdates: boolean;
}

const PREFIX = '/twirp/';

export class LiveKitVendor {
  constructor(
    private readonly store: LiveKitStore,
    private readonly settings: LiveKitSettings,
    private readonly network: TelephoneNetwork,
  ) {}

  answer(request: VendorRequest, conditions: Conditions): Outcome {
    const name = request.path.slice(PREFIX.length);
    const operation = Object.hasOwn(METHODS, name) ? name : null;
    try {
      return { reply: json(200, this.call(request, name, conditions)), operation, violation: null };
    } catch (error) {
      if (error instanceof TokenRefused) return { reply: text(401, error.message), operation, violation: null };
      if (error instanceof NoSuchPage) return { reply: text(404, error.message), operation, violation: error.message };
      if (!(error instanceof TwirpError)) throw error;
      const violation = error.code === 'bad_route' || error.code === 'malformed' ? error.message : null;
      return { reply: json(error.status, error.body), operation, violation };
    }
  }

  /** A LiveKit project knows no accounts. */
  accountsOf(): readonly string[] {
    return [];
  }

  /** LiveKit counts requests per minute, not in flight; a fault rule plays that. */
  throttled(): undefined {
    return undefined;
  }

  private call(request: VendorRequest, name: string, conditions: Conditions): JsonValue {
    const { apiKey, apiSecret, strictUpdates } = this.settings;
    const grants = verifyToken(request.headers.authorization, apiKey, apiSecret);
    if (!SERVICES.has(name.split('/')[0] ?? '')) throw new NoSuchPage('404 page not found\n');
    if (request.method !== 'POST') {
      throw badRoute(request, `unsupported method "${request.method}" (only POST is allowed)`);
    }
    const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    if (!method) throw badRoute(request, `no handler for path "${request.path}"`);
    const type = request.headers['content-type'] ?? '';
    if (type.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
      throw badRoute(request, `unexpected Content-Type: "${type}"`);
    }
    return toWire(
      method(
        { store: this.store, network: this.network, grants, strictUpdates, ...conditions },
        parseBody(request.body),
      ),
    );
  }
}

/** Said by the web server below Twirp. */
class NoSuchPage extends Error {}

const SERVICES = new Set(Object.keys(METHODS).map((name) => name.split('/')[0]));

function badRoute(request: VendorRequest, message: string): TwirpError {
  return new TwirpError('bad_route', message, { twirp_invalid_route: `${request.method} ${request.path}` });
}

function parseBody(body: string): JsonValue {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    throw new TwirpError('malformed', 'the json request could not be decoded');
  }
}

/** Exactly `application/json`: with a charset behind it, the SDK no longer reads code, message and meta. */
function json(status: number, body: unknown): Reply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

function text(status: number, body: string): Reply {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body };
}
