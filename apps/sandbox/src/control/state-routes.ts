import { canonical } from '../store/canonical.js';
import { asJson } from '../world.js';
import { accountIn } from './account-routes.js';
import * as read from './read.js';
import type { ControlRequest, ControlRoute } from './route.js';
import { route } from './route.js';

const keepsDates = ({ query }: ControlRequest): boolean => query.get('dates') !== '0';

export const STATE_ROUTES: readonly ControlRoute[] = [
  route('GET', '/health', ({ parts }) => ({ ok: true, uptimeMs: Date.now() - parts.startedAt })),
  route('GET', '/state', (request) => canonical(request.parts.world.toState(), keepsDates(request))),
  route('GET', '/state/livekit', (request) => canonical(request.parts.world.livekit.toState(), keepsDates(request))),
  route('GET', '/state/accounts/:accountSid', (request) => canonical(asJson(accountIn(request)), keepsDates(request))),
  route('POST', '/reset', ({ parts }) => {
    parts.world.reset();
    parts.exchange.reset();
    parts.faults.clear();
    parts.log.clear();
    parts.violations.clear();
    parts.latencyMs.twilio = 0;
    parts.latencyMs.livekit = 0;
    return { ok: true };
  }),
  route('GET', '/latency', ({ parts }) => ({ ...parts.latencyMs })),
  route('POST', '/latency', ({ body, parts }) => {
    read.only(body, ['ms', 'twilio', 'livekit']);
    const both = read.optionalNumber(body, 'ms');
    parts.latencyMs.twilio = read.optionalNumber(body, 'twilio') ?? both ?? parts.latencyMs.twilio;
    parts.latencyMs.livekit = read.optionalNumber(body, 'livekit') ?? both ?? parts.latencyMs.livekit;
    return { ...parts.latencyMs };
  }),
];
