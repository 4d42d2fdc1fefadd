import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { LoggingConfig, LogLevelName } from './config/app-config.js';

const LEVELS: Readonly<Record<LogLevelName, LogLevel[]>> = {
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  info: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'],
};

/** A second net under the first, which is that nothing logs whole objects. */
const REDACTED = [
  'authorization',
  'cookie',
  'x-api-key',
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'authToken',
];

/** Where Nest tells at length how it starts; interesting when debugging only. */
const CHATTY = new Set(['InstanceLoader', 'NestFactory', 'NestApplication', 'RouterExplorer', 'RoutesResolver']);
/** Nest prints what stopped the start with its stack; `startApi` hands the same error to whoever explains it better. */
const START_FAILURES = 'ExceptionHandler';

/** Nest's own logger: JSON lines for machines, colours for people. */
export class AppLogger extends ConsoleLogger {
  readonly #isDebugging: boolean;

  constructor({ format, level }: LoggingConfig) {
    super({
      json: format === 'json',
      colors: format === 'pretty' && process.stdout.isTTY,
      logLevels: LEVELS[level],
      flattenParams: true,
      redact: REDACTED,
    });
    this.#isDebugging = level === 'debug';
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (!this.#isDebugging && typeof context === 'string' && CHATTY.has(context)) return;
    super.log(message, ...rest);
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== START_FAILURES) super.error(message, ...rest);
  }
}
