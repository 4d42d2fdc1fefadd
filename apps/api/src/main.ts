import { readDotEnv } from './config/read-dot-env.js';
import { shutDown } from './shut-down.js';
import { startApi, type RunningApi } from './start-api.js';
import { explainStartFailure } from './start-failure.js';

const EXIT_FORCED = 1;

/** The first signal ends things in order, the second at once. */
function obeySignals(api: RunningApi): void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) process.exit(EXIT_FORCED);
    isStopping = true;
    shutDown(api).then(
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

try {
  const api = await startApi(readDotEnv(process.env));
  obeySignals(api);
  console.log(
    `Trunkline listens on ${api.url} and is reached at ${api.config.server.publicUrl} (documentation: ${api.url}/docs)`,
  );
} catch (error) {
  const { message, exitCode } = explainStartFailure(error);
  console.error(message);
  process.exit(exitCode);
}
