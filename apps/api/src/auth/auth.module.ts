import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { Supabase } from '@app/supabase';
import { SUPABASE } from '../database/supabase.token.js';
import { AccessGuard } from './access.guard.js';
import { ApiKeyLookup } from './api-key-lookup.js';
import { ApiKeyVerifier } from './api-key-verifier.js';
import { AttemptLimits } from './attempt-limits.js';
import { Authenticator } from './authenticator.js';
import { SignInController } from './sign-in.controller.js';
import { SignInSettingsController } from './sign-in-settings.controller.js';
import { SignInService } from './sign-in.service.js';
import { TokenVerifier } from './token-verifier.js';

@Module({
  controllers: [SignInController, SignInSettingsController],
  providers: [
    ApiKeyLookup,
    ApiKeyVerifier,
    AttemptLimits,
    Authenticator,
    SignInService,
    {
      provide: TokenVerifier,
      useFactory: (supabase: Supabase) => new TokenVerifier(supabase.tokenVerification),
      inject: [SUPABASE],
    },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [ApiKeyVerifier],
})
export class AuthModule {}
