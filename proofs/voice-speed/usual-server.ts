/**
 * Contestant C, the ecosystem's usual way, as the documentation of Nest and of Twilio's SDK puts it: Nest on Express with its body
 * parser, a DTO under `ValidationPipe`, `twilio.validateRequest` in a guard, `VoiceResponse` in the service. Look-ups in memory, so
 * that what is compared is the way and not a database.
 */
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import {
  Body,
  Controller,
  Header,
  HttpCode,
  Injectable,
  Module,
  Param,
  Post,
  UseGuards,
  ValidationPipe,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { IsIn, IsOptional, IsString, Matches } from 'class-validator';
import twilio from 'twilio';
import type { FleetAccount } from '../harness/fleet.js';
import type { Contest } from './contest.js';

const contest = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Contest;
const accounts = new Map<string, FleetAccount>(contest.accounts.map((account) => [account.ingressId, account]));

class VoiceCallDto {
  @Matches(/^CA[0-9a-f]{32}$/)
  readonly CallSid!: string;

  @Matches(/^AC[0-9a-f]{32}$/)
  readonly AccountSid!: string;

  @IsString()
  readonly From!: string;

  @Matches(/^\+[1-9]\d{6,14}$/)
  readonly To!: string;

  @IsIn(['ringing', 'in-progress', 'queued'])
  readonly CallStatus!: string;

  @IsOptional()
  @IsString()
  readonly Direction?: string;

  @IsOptional()
  @IsString()
  readonly CallerName?: string;
}

interface HookRequest {
  readonly originalUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly params: { readonly ingressId: string };
  readonly body: Record<string, string>;
}

@Injectable()
class SignatureGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { params, headers, originalUrl, body } = context.switchToHttp().getRequest<HookRequest>();
    const account = accounts.get(params.ingressId);
    if (account === undefined || body['AccountSid'] !== account.accountSid) return false;
    const signature = headers['x-twilio-signature'] ?? '';
    return twilio.validateRequest(account.authToken, signature, contest.publicUrl + originalUrl, body);
  }
}

@Injectable()
class UsualService {
  answer(ingressId: string, { To }: VoiceCallDto): string {
    const account = accounts.get(ingressId);
    const index = account?.numbers.indexOf(To) ?? -1;
    const response = new twilio.twiml.VoiceResponse();
    if (account === undefined || index === -1) {
      response.reject();
      return response.toString();
    }
    const hooks = `${contest.publicUrl}/webhooks/twilio/${ingressId}`;
    const dial = response.dial({
      action: `${hooks}/dial-ended?c=1.r.${To.slice(1)}..0.abcde#rc=1&rp=ct,rt,5xx&ct=1500&rt=5000`,
      answerOnBridge: true,
      timeout: 25,
    });
    const callbacks = {
      statusCallback: `${hooks}/status#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000&tt=14000`,
      statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'] as ('initiated' | 'ringing')[],
    };
    if (index % 2 === 0) {
      const uri = `sip:${account.sipUser}@${contest.agentHost};transport=tcp?X-Trunkline-Called=${encodeURIComponent(To)}`;
      dial.sip({ username: account.sipUser, password: account.sipPassword, ...callbacks }, uri);
    } else dial.number(callbacks, contest.forwardedTo);
    return response.toString();
  }
}

@Controller('webhooks/twilio/:ingressId')
class UsualController {
  constructor(private readonly service: UsualService) {}

  @Post('voice')
  @HttpCode(200)
  @Header('content-type', 'text/xml; charset=utf-8')
  @UseGuards(SignatureGuard)
  voice(@Param('ingressId') ingressId: string, @Body() call: VoiceCallDto): string {
    return this.service.answer(ingressId, call);
  }
}

@Module({ controllers: [UsualController], providers: [UsualService] })
class UsualModule {}

const app = await NestFactory.create<NestExpressApplication>(UsualModule, { logger: false });
app.useGlobalPipes(new ValidationPipe({ transform: true }));
await app.listen(0, '127.0.0.1');
console.log(`C listens on ${await app.getUrl()}`);
