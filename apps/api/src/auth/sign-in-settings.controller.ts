import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { AppConfig } from '../config/app-config.js';
import { INSTALLATION_KEYS, type InstallationKeys } from '../database/installation-keys.js';
import { Public } from './access.decorators.js';

class SignInSettings {
  @ApiProperty({ description: 'The URL for supabase-js: the Supabase project, or this service itself.' })
  readonly supabaseUrl!: string;

  @ApiProperty({ description: 'The key for supabase-js. It is public: it opens nothing without a sign-in.' })
  readonly publishableKey!: string;

  @ApiProperty({ enum: ['open', 'closed'], description: 'Whether new accounts can be made here.' })
  readonly signUp!: 'open' | 'closed';
}

@ApiTags('Sign-in')
@Controller('sign-in-settings')
export class SignInSettingsController {
  constructor(
    private readonly config: AppConfig,
    @Inject(INSTALLATION_KEYS) private readonly keys: InstallationKeys,
  ) {}

  @Get()
  @Public('The dashboard needs it before anybody can sign in, and everything in it is public.')
  @ApiOperation({ summary: 'What the dashboard needs to sign a user in' })
  @ApiOkResponse({ type: SignInSettings })
  read(): SignInSettings {
    const { supabase, server, signUp } = this.config;
    const supabaseUrl = supabase.mode === 'hosted' ? supabase.url : server.publicUrl;
    return { supabaseUrl, publishableKey: this.keys.publishableKey, signUp };
  }
}
