import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CallOwners } from '../calls/call-owners.js';
import { hookName } from '../webhooks/hook-name.js';
import { webhookOf } from '../webhooks/verified-webhook.js';
import { WebhookRefusals } from '../webhooks/webhook-refusals.js';

/**
 * Behind `WebhookGuard`: a call that this process knows as another tenant's is refused. From memory alone, because a caller waits; what
 * is stored of a call is kept apart by tenant anyhow.
 */
@Injectable()
export class OwnCallGuard implements CanActivate {
  constructor(
    private readonly owners: CallOwners,
    private readonly refusals: WebhookRefusals,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { ingress, callSid } = webhookOf(request);
    const owner = this.owners.knownTenantOfCall(callSid);
    if (owner === null || owner === ingress.tenantId) return true;
    throw this.refusals.refuse(hookName(request), 'call', ingress);
  }
}
