import type { Exchange } from '../calls/exchange.js';
import type { Json, JsonObject } from '../json.js';
import type { FaultRules } from '../faults/fault-rules.js';
import type { Vendor } from '../http/exchange.js';
import type { RequestLog } from '../http/request-log.js';
import type { Violations } from '../http/violations.js';
import type { World } from '../world.js';

/** What the control API may reach: everything. */
export interface ControlParts {
  readonly world: World;
  readonly exchange: Exchange;
  readonly faults: FaultRules;
  readonly log: RequestLog;
  readonly violations: Violations;
  readonly latencyMs: Record<Vendor, number>;
  readonly startedAt: number;
}

export interface ControlRequest {
  readonly parts: ControlParts;
  readonly path: (name: string) => string;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
}

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /_sandbox; `:name` takes one segment. */
  readonly path: string;
  readonly handle: (request: ControlRequest) => ControlReply | Promise<ControlReply>;
}

export interface ControlReply {
  readonly status: number;
  readonly body: Json;
}

export class ControlError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export const route = (
  method: ControlRoute['method'],
  path: string,
  handle: (request: ControlRequest) => Json,
  status = 200,
): ControlRoute => ({ method, path, handle: (request) => ({ status, body: handle(request) }) });

/** For what takes time: the clock moving on, a call that is waited for. */
export const slowRoute = (
  method: ControlRoute['method'],
  path: string,
  handle: (request: ControlRequest) => Promise<Json>,
  status = 200,
): ControlRoute => ({ method, path, handle: async (request) => ({ status, body: await handle(request) }) });
