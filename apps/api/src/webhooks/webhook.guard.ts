import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { signedAddresses } from '@app/twilio-voice';
import type { FastifyRequest } from 'fastify';
import { AppConfig } from '../config/app-config.js';
import { hookName } from './hook-name.js';
import { IngressCache } from './ingress-cache.js';
import type { IngressSnapshot } from './ingress-snapshot.js';
import { readWebhook } from './read-webhook.js';
import { rememberWebhook } from './verified-webhook.js';
import { WebhookRefusals } from './webhook-refusals.js';

const INGRESS_ID = /^[0-9a-f]{32}$/;
const NO_BODY = Buffer.alloc(0);

/**
 * Lets pass what Twilio signed for the account behind the ingress id of the address, and nothing else; `@Webhook()` then hands over
 * what was verified. The ingress id alone picks the keys: what the body says of itself is believed only after that. Throws
 * `webhook.refused`, or `database.unavailable` when nothing is known of the account and the database does not say.
 */
@Injectable()
export class WebhookGuard implements CanActivate {
  private readonly addressesOf: (target: string) => readonly string[];

  constructor(
    private readonly cache: IngressCache,
    private readonly refusals: WebhookRefusals,
    { server }: AppConfig,
  ) {
    this.addressesOf = signedAddresses(server.publicUrl);
  }

  /** Without a promise when the account is in memory: it would cost as much as the signature. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { ingressId: string } }>>();
    const { ingressId } = request.params;
    const found = INGRESS_ID.test(ingressId) ? this.cache.find(ingressId) : null;
    if (found instanceof Promise) return found.then((ingress) => this.verify(request, ingress));
    return this.verify(request, found);
  }

  private verify(request: FastifyRequest, ingress: IngressSnapshot | null): true {
    if (ingress === null) throw this.refusals.refuse(hookName(request), 'ingress', null);
    const { headers, url: target, body } = request;
    const signature = headers['x-twilio-signature'];
    const webhook = readWebhook(
      {
        target,
        contentType: headers['content-type'],
        signature: typeof signature === 'string' ? signature : undefined,
        body: Buffer.isBuffer(body) ? body : NO_BODY,
      },
      ingress,
      this.addressesOf(target),
      new Date(),
    );
    if (typeof webhook === 'string') throw this.refusals.refuse(hookName(request), webhook, ingress);
    rememberWebhook(request, webhook);
    return true;
  }
}
