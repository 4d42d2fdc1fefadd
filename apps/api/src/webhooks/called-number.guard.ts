import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { numberFromSipUri } from '@app/routing';
import type { FastifyRequest } from 'fastify';
import { hookName } from './hook-name.js';
import { webhookOf } from './verified-webhook.js';
import { WebhookRefusals } from './webhook-refusals.js';

/** Behind `WebhookGuard`, for calls that come in: the number that was called must be one of the account's. */
@Injectable()
export class CalledNumberGuard implements CanActivate {
  constructor(private readonly refusals: WebhookRefusals) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { ingress, params } = webhookOf(request);
    const to = params.get('To') ?? '';
    const called = params.get('Called') ?? to;
    const { ownNumbers } = ingress.routing;
    const isOwn = (text: string) => ownNumbers.has(text) || ownNumbers.has(numberFromSipUri(text) ?? '');
    if (isOwn(to) && (called === to || isOwn(called))) return true;
    throw this.refusals.refuse(hookName(request), 'number', ingress);
  }
}
