import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import type { IngressSnapshot } from './ingress-snapshot.js';

/** A request that Twilio signed, about a call of the account behind the ingress id. */
export interface VerifiedWebhook {
  readonly ingress: IngressSnapshot;
  /** Twilio's name of the call that this is about: the caller's leg, or one that was dialled for it. */
  readonly callSid: string;
  /** As Twilio sent them: nothing is trimmed, and an empty one is there. */
  readonly params: ReadonlyMap<string, string>;
  /** What was signed besides the address, in one text: the same message twice has the same. */
  readonly signedParams: string;
  readonly receivedAt: Date;
}

/** On the request itself: a side table costs the garbage collector too much on this path. Nobody else has the symbol. */
const VERIFIED = Symbol('verified webhook');

interface Carrier {
  [VERIFIED]?: VerifiedWebhook;
}

export function rememberWebhook(request: FastifyRequest & Carrier, webhook: VerifiedWebhook): void {
  request[VERIFIED] = webhook;
}

/** The verified webhook of a request that `WebhookGuard` has let pass. */
export function webhookOf(request: FastifyRequest & Carrier): VerifiedWebhook {
  const webhook = request[VERIFIED];
  if (webhook === undefined) throw new Problem('internal.unexpected', { internal: 'a hook without WebhookGuard' });
  return webhook;
}

/** Hands the verified webhook to a controller method behind `WebhookGuard`. */
export const Webhook = createParamDecorator((_: unknown, context: ExecutionContext): VerifiedWebhook =>
  webhookOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
