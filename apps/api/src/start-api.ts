import { Logger, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppLogger } from './app-logger.js';
import { AppModule } from './app.module.js';
import type { AppConfig } from './config/app-config.js';
import { describeConfig } from './config/describe-config.js';
import { readConfig, type Environment } from './config/read-config.js';
import { configureApp } from './configure-app.js';
import { createAdapter } from './http/create-adapter.js';

export interface RunningApi {
  /** Where it listens on this machine; not necessarily how it is reached from outside. */
  readonly url: string;
  readonly config: AppConfig;
  readonly app: NestFastifyApplication;
  close(): Promise<void>;
}

/**
 * Starts the whole service from an environment and returns once it listens. `main.ts` calls it with the process's own environment,
 * tests and proofs with theirs (`PORT: '0'` for any free port).
 */
export async function startApi(environment: Environment, logger?: LoggerService): Promise<RunningApi> {
  const config = readConfig(environment);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config),
    createAdapter(config.server),
    {
      logger: logger ?? new AppLogger(config.logging),
      bodyParser: false,
      abortOnError: false,
      forceCloseConnections: false,
    },
  );
  try {
    logConfig(config);
    await configureApp(app);
    await app.listen(config.server.port, config.server.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  return { url: listeningUrl(app), config, app, close: async () => app.close() };
}

function logConfig(config: AppConfig): void {
  const log = new Logger('Config');
  log.log('The configuration', { config: describeConfig(config) });
  for (const warning of config.warnings) log.warn(warning);
}

function listeningUrl(app: NestFastifyApplication): string {
  const address = app.getHttpAdapter().getInstance().server.address();
  if (address === null || typeof address === 'string') return 'http://127.0.0.1';
  const isWildcard = address.address === '0.0.0.0' || address.address === '::';
  const host = isWildcard ? '127.0.0.1' : address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
