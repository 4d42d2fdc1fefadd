import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppLogger } from '../app-logger.js';
import type { AppConfig } from '../config/app-config.js';
import { AppConfigModule } from '../config/app-config.module.js';
import { DatabaseModule } from '../database/database.module.js';

/** The database and its keys, and nothing that would start to work by itself. */
@Module({})
export class DatabaseOnlyModule {
  static forRoot(config: AppConfig): DynamicModule {
    return { module: DatabaseOnlyModule, imports: [AppConfigModule.forRoot(config), DatabaseModule] };
  }
}

/**
 * The application without its HTTP side, for as long as `use` takes. On PGlite it needs the data folder for itself, so it is refused
 * while a server runs; on PostgreSQL and on a hosted project it works beside one.
 */
export async function withApp<T>(
  module: DynamicModule,
  { logging }: AppConfig,
  use: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const level = logging.level === 'debug' ? 'debug' : 'error';
  const app = await NestFactory.createApplicationContext(module, {
    logger: new AppLogger({ format: 'pretty', level }),
    abortOnError: false,
  });
  try {
    return await use(app);
  } finally {
    await app.close();
  }
}
