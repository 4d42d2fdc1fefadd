import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CallOwners } from '../calls/call-owners.js';
import { hookName } from '../webhooks/hook-name.js';
import { webhookOf } from '../webhooks/verified-webhook.js';
import { WebhookRefusals } from '../webhooks/webhook-refusals.js';

/**
 * Fields that Twilio always sends and that decide what happens. One that is missing was moved into its neighbour: the signature is
 * over names and values without separators, so it does not notice.
 */
const ALWAYS_SENT: readonly string[] = ['From', 'To'];
const SENT_TO: Readonly<Record<string, readonly string[]>> = {
  'dial-ended': ['From', 'To', 'DialCallStatus'],
  refer: ['From', 'To', 'ReferTransferTarget'],
};
const CALL_SID = /^CA[0-9a-f]{32}$/;

/**
 * Behind `WebhookGuard`: the fields that decide are there, and the call is not one that this process knows as another tenant's. From
 * memory alone, because a caller waits; what is stored of a call is kept apart by tenant anyhow.
 */
@Injectable()
export class CallGuard implements CanActivate {
  constructor(
    private readonly owners: CallOwners,
    private readonly refusals: WebhookRefusals,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { ingress, callSid, params } = webhookOf(request);
    const hook = hookName(request);
    const dialled = params.get('DialCallSid');
    const isWhole = (SENT_TO[hook] ?? ALWAYS_SENT).every((name) => params.has(name));
    if (!isWhole || (dialled !== undefined && !CALL_SID.test(dialled))) {
      throw this.refusals.refuse(hook, 'fields', ingress);
    }
    const owner = this.owners.knownTenantOfCall(callSid);
    if (owner === null || owner === ingress.tenantId) return true;
    throw this.refusals.refuse(hook, 'call', ingress);
  }
}
