import { Global, Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule, ConfigService, registerAs } from '@nestjs/config';
import { AppConfig } from './app-config.js';

const NAMESPACE = 'trunkline';

/**
 * Hands the configuration to whoever asks for `AppConfig`. It is read before the application exists (the HTTP adapter needs it too),
 * so Nest's ConfigModule gets the finished value and is told to leave `process.env` alone.
 */
@Global()
@Module({})
export class AppConfigModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: AppConfigModule,
      imports: [
        ConfigModule.forRoot({
          cache: true,
          ignoreEnvFile: true,
          validatePredefined: false,
          skipProcessEnv: true,
          load: [registerAs(NAMESPACE, () => config)],
        }),
      ],
      providers: [
        {
          provide: AppConfig,
          useFactory: (settings: ConfigService) => settings.getOrThrow<AppConfig>(NAMESPACE),
          inject: [ConfigService],
        },
      ],
      exports: [AppConfig],
    };
  }
}
