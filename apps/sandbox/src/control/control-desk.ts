import type { JsonObject } from '../json.js';
import { isJsonObject } from '../json.js';
import type { Reply } from '../http/exchange.js';
import { ACCOUNT_ROUTES } from './account-routes.js';
import { CALL_ROUTES } from './call-routes.js';
import { EDIT_ROUTES } from './edit-route.js';
import { OBSERVATION_ROUTES } from './observation-routes.js';
import type { ControlParts, ControlReply, ControlRoute } from './route.js';
import { ControlError } from './route.js';
import { STATE_ROUTES } from './state-routes.js';

export const CONTROL_PREFIX = '/_sandbox';

const ROUTES: readonly ControlRoute[] = [
  ...STATE_ROUTES,
  ...ACCOUNT_ROUTES,
  ...OBSERVATION_ROUTES,
  ...EDIT_ROUTES,
  ...CALL_ROUTES,
];

export interface ControlCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly authorization: string | undefined;
  readonly isLocal: boolean;
}

/** The door for tests and demonstrations; nothing behind it exists in the real services. */
export class ControlDesk {
  constructor(
    private readonly parts: ControlParts,
    private readonly token: string | undefined,
  ) {}

  async answer(call: ControlCall): Promise<Reply> {
    try {
      if (this.token === undefined && !call.isLocal) {
        throw new ControlError(403, 'the control API serves this machine only, unless it has a token');
      }
      if (this.token !== undefined && call.authorization !== `Bearer ${this.token}`) {
        throw new ControlError(401, 'the control API needs its bearer token');
      }
      const { body, status } = await this.dispatch(call);
      return reply(status, body);
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      return reply(error.status, { error: error.message });
    }
  }

  private async dispatch(call: ControlCall): Promise<ControlReply> {
    const segments = call.path.slice(CONTROL_PREFIX.length).split('/');
    for (const candidate of ROUTES) {
      const path = candidate.method === call.method ? match(candidate.path.split('/'), segments) : undefined;
      if (!path) continue;
      const body = parse(call.body);
      return candidate.handle({
        parts: this.parts,
        path: (name) => path.get(name) ?? '',
        query: call.query,
        body,
      });
    }
    throw new ControlError(404, `no control route ${call.method} ${call.path}`);
  }
}

function match(pattern: readonly string[], actual: readonly string[]): Map<string, string> | undefined {
  if (pattern.length !== actual.length) return undefined;
  const params = new Map<string, string>();
  for (const [index, segment] of pattern.entries()) {
    if (segment.startsWith(':')) params.set(segment.slice(1), actual[index] ?? '');
    else if (segment !== actual[index]) return undefined;
  }
  return params;
}

function parse(body: string): JsonObject {
  if (body === '') return {};
  try {
    const value: unknown = JSON.parse(body);
    if (isJsonObject(value)) return value;
  } catch {
    // Falls through: what is no JSON is refused like JSON that is no object.
  }
  throw new ControlError(400, 'the body must be a JSON object');
}

function reply(status: number, body: unknown): Reply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}
