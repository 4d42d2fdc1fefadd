import { Body, Controller, Get, HttpCode, Post, Put, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from './access.decorators.js';
import { SignInService } from './sign-in.service.js';

const REASON =
  'Signing in is what somebody without a token does; attempts are limited and the token is checked by Supabase Auth.';

/**
 * Supabase Auth for the dashboard when Supabase runs inside this process. A closed list: what supabase-js needs to sign up, in and
 * out, and nothing that would send mail or reach an administrator's function.
 */
@ApiExcludeController()
@Public(REASON)
@Controller('auth/v1')
export class SignInController {
  constructor(private readonly signIn: SignInService) {}

  @Post('signup')
  @HttpCode(200)
  async signUp(@Req() request: FastifyRequest, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    await this.signIn.signUp(request, body, reply);
  }

  @Post('token')
  async token(@Req() request: FastifyRequest, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    await this.signIn.token(request, body, reply);
  }

  @Post('logout')
  async logout(@Req() request: FastifyRequest, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    await this.signIn.pass(request, body, reply);
  }

  @Get('user')
  async user(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.signIn.pass(request, undefined, reply);
  }

  @Put('user')
  async changeUser(@Req() request: FastifyRequest, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    await this.signIn.changeUser(request, body, reply);
  }
}
