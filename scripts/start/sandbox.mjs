import { join } from 'node:path';
import { inRoot } from '../root.mjs';
import { sandboxKeys } from './sandbox-keys.mjs';

export const SANDBOX_HOST = '127.0.0.1';

/** The sandbox of a data folder: how to start it, and how to reach it. */
export function sandboxOf({ sandboxDir }, port) {
  const { apiKey, apiSecret } = sandboxKeys(sandboxDir);
  return {
    url: `http://${SANDBOX_HOST}:${port}`,
    apiKey,
    apiSecret,
    program: inRoot('dist/apps/sandbox/src/main.js'),
    environment: {
      ...process.env,
      SANDBOX_HOST,
      SANDBOX_PORT: String(port),
      SANDBOX_STATE: join(sandboxDir, 'state.json'),
      SANDBOX_LIVEKIT_API_KEY: apiKey,
      SANDBOX_LIVEKIT_API_SECRET: apiSecret,
    },
  };
}
