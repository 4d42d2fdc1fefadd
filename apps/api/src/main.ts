import { readDotEnv } from './config/read-dot-env.js';
import { shutDown } from './shut-down.js';
import { startApi, type RunningApi } from './start-api.js';
import { explainStartFailure } from './start-failure.js';

const EXIT_FORCED = 1;
/** One Ctrl+C can come twice: from the terminal, and from npm, which passes it on. */
const ECHO_MS = 1_000;

/**
 * The first signal ends things in order, also one that comes while things are still being started; a later one ends them at once.
 */
function obeySignals(starting: Promise<RunningApi>): void {
  let firstAt: number | null = null;
  const stop = (): void => {
    if (firstAt !== null) {
      if (Date.now() - firstAt > ECHO_MS) process.exit(EXIT_FORCED);
      return;
    }
    firstAt = Date.now();
    shutDown(starting).then(
      (inTime) => process.exit(inTime ? 0 : EXIT_FORCED),
      (error: unknown) => {
        console.error('Trunkline did not stop cleanly:', error);
        process.exit(EXIT_FORCED);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

const starting = startApi(readDotEnv(process.env));
obeySignals(starting);
try {
  const api = await starting;
  console.log(
    `Trunkline listens on ${api.url} and is reached at ${api.config.server.publicUrl} (documentation: ${api.url}/docs)`,
  );
} catch (error) {
  const { message, exitCode } = explainStartFailure(error);
  console.error(message);
  process.exit(exitCode);
}
