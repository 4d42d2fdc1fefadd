import { Controller, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorators.js';
import { webhookOf } from '../webhooks/verified-webhook.js';
import { WebhookGuard } from '../webhooks/webhook.guard.js';
import { WebhookRefusals } from '../webhooks/webhook-refusals.js';
import { CallEvents } from './call-events.js';
import { readCallEvent, type EventHook } from './read-call-event.js';

/** What Twilio tells while nobody waits on the line. The answer means that we have it and that it will not be lost. */
@ApiExcludeController()
@Public('Twilio tells; its signature over the address and the fields is checked by WebhookGuard.')
@Controller('webhooks/twilio/:ingressId')
@UseGuards(WebhookGuard)
export class CallHooksController {
  constructor(
    private readonly events: CallEvents,
    private readonly refusals: WebhookRefusals,
  ) {}

  /** How a leg of a call is. */
  @Post('status')
  @HttpCode(204)
  async status(@Req() request: FastifyRequest): Promise<void> {
    await this.accept('status', request);
  }

  /** How a recording is. */
  @Post('recording')
  @HttpCode(204)
  async recording(@Req() request: FastifyRequest): Promise<void> {
    await this.accept('recording', request);
  }

  private async accept(hook: EventHook, request: FastifyRequest): Promise<void> {
    const webhook = webhookOf(request);
    const event = readCallEvent(hook, webhook);
    if (event === null) throw this.refusals.refuse(hook, 'fields', webhook.ingress);
    if (!(await this.events.accept(event))) throw this.refusals.refuse(hook, 'call', webhook.ingress);
  }
}
