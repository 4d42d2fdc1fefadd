import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { logFields } from './log-context.js';
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

/**
 * Nest's own logger: one flat JSON object a line for machines, colours for people. What is logged during a request or a run carries its
 * ids; an object that is logged as the message is its fields, called by the event it names.
 */
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

  protected override printMessages(
    messages: unknown[],
    context?: string,
    level?: LogLevel,
    stream?: 'stdout' | 'stderr',
    stack?: unknown,
    params?: Readonly<Record<string, unknown>>,
  ): void {
    for (const message of messages) {
      const fields = isRecord(message) ? message : {};
      const all = { ...logFields(), ...params, ...fields };
      const text = isRecord(message) ? (message['event'] ?? 'facts') : message;
      super.printMessages([text], context, level, stream, stack, Object.keys(all).length === 0 ? undefined : all);
    }
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

/** A plain object: an error, a secret or a function is printed as what it is. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
