import { randomBytes } from 'node:crypto';

/** An environment that starts, with a canary of each secret class in it: none may ever be printed. */
export function soundEnvironment(dataDir: string): Readonly<Record<string, string>> {
  return {
    PORT: '0',
    PUBLIC_URL: 'http://127.0.0.1:3000',
    DATA_DIR: dataDir,
    LOG_FORMAT: 'pretty',
    // Nobody listens there; starting needs no answer.
    LIVEKIT_URL: 'wss://project.livekit.cloud',
    LIVEKIT_API_KEY: 'APIboot',
    LIVEKIT_API_SECRET: secret(),
    LIVEKIT_SIP_URI: 'sip:abc123.sip.livekit.cloud',
  };
}

export function secret(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** An entry of ENCRYPTION_KEYS. */
export function encryptionKey(keyId: string): string {
  return `${keyId}:${randomBytes(32).toString('base64')}`;
}
