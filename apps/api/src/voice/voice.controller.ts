import { Controller, Header, HttpCode, Post, Req, UseFilters, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorators.js';
import { CalledNumberGuard } from '../webhooks/called-number.guard.js';
import { webhookOf } from '../webhooks/verified-webhook.js';
import { WebhookGuard } from '../webhooks/webhook.guard.js';
import { ApologyFilter } from './apology.filter.js';
import { CallGuard } from './call.guard.js';
import { VoiceService } from './voice.service.js';

const TWIML = 'text/xml; charset=utf-8';

/**
 * What Twilio asks while somebody is on the line. Methods take the request itself: Nest's pipes would cost as much as the rest, and
 * there is nothing to validate that the guards have not.
 */
@ApiExcludeController()
@Public('Twilio asks; its signature over the address and the fields is checked by WebhookGuard.')
@Controller('webhooks/twilio/:ingressId')
@UseGuards(WebhookGuard, CallGuard)
@UseFilters(ApologyFilter)
export class VoiceController {
  constructor(private readonly voice: VoiceService) {}

  /** A call comes to one of the tenant's numbers. */
  @Post('voice')
  @HttpCode(200)
  @Header('content-type', TWIML)
  @UseGuards(CalledNumberGuard)
  call(@Req() request: FastifyRequest): string {
    return this.voice.voice(webhookOf(request));
  }

  /** A `<Dial>` of ours has ended. */
  @Post('dial-ended')
  @HttpCode(200)
  @Header('content-type', TWIML)
  dialEnded(@Req() request: FastifyRequest<{ Querystring: { c?: unknown } }>): string | Promise<string> {
    const { c: cursor } = request.query;
    return this.voice.dialEnded(webhookOf(request), typeof cursor === 'string' ? cursor : '');
  }

  /** A phone wants to transfer its call. */
  @Post('refer')
  @HttpCode(200)
  @Header('content-type', TWIML)
  refer(@Req() request: FastifyRequest): string {
    return this.voice.refer(webhookOf(request));
  }

  /** A browser client or SIP phone of the tenant's calls somebody. */
  @Post('client')
  @HttpCode(200)
  @Header('content-type', TWIML)
  client(@Req() request: FastifyRequest): string {
    return this.voice.client(webhookOf(request));
  }

  /** LiveKit did not take a trunk call. */
  @Post('disaster-recovery')
  @HttpCode(200)
  @Header('content-type', TWIML)
  @UseGuards(CalledNumberGuard)
  disasterRecovery(@Req() request: FastifyRequest): string {
    return this.voice.disasterRecovery(webhookOf(request));
  }
}
