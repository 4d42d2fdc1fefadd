import { join, resolve } from 'node:path';

/** Who sets one of these has accounts, or a sandbox, of their own: then nothing is played for them, and a gap is an error. */
const REAL = [
  'SUPABASE_URL',
  'LIVEKIT_URL',
  'LIVEKIT_API_KEY',
  'LIVEKIT_API_SECRET',
  'LIVEKIT_SIP_URI',
  'TWILIO_BASE_URL',
];
/** As TWILIO_BASE_URL: the sandbox plays Twilio, beside a LiveKit (and a Supabase) of one's own. */
const PLAY_TWILIO = 'sandbox';
export const DEFAULT_PORT = 3000;
export const DEFAULT_SANDBOX_PORT = 3100;

/**
 * What `npm start` is to do in an environment (`.env` already beneath it). Decides, touches nothing. A port is null when what was
 * given is none: the API itself says so better.
 */
export function planStart(environment) {
  const given = Object.fromEntries(
    Object.entries(environment)
      .map(([name, value]) => [name, value?.trim() ?? ''])
      .filter(([, value]) => value !== ''),
  );
  const playsTwilio = given.TWILIO_BASE_URL === PLAY_TWILIO;
  const real = REAL.filter((name) => given[name] !== undefined && !(playsTwilio && name === 'TWILIO_BASE_URL'));
  const livekit = real.filter((name) => name.startsWith('LIVEKIT_'));
  const dataDir = resolve(given.DATA_DIR ?? '.data');
  return {
    sandbox: real.length === 0 || playsTwilio,
    /** Which variables switched the sandbox off, or its LiveKit. */
    real,
    /** Where Trunkline finds LiveKit when the sandbox does not play it. */
    livekitUrl: livekit.length === 0 ? null : (given.LIVEKIT_URL ?? ''),
    port: portOf(given.PORT, DEFAULT_PORT),
    sandboxPort: portOf(given.SANDBOX_PORT, DEFAULT_SANDBOX_PORT),
    host: given.HOST ?? '127.0.0.1',
    dataDir,
    sandboxDir: join(dataDir, 'sandbox'),
    publicUrl: given.PUBLIC_URL ?? null,
    logLevel: given.LOG_LEVEL ?? null,
  };
}

/** The environment of the API. What the user has set wins, except for the port that was found free and what makes the sandbox. */
export function apiEnvironment(plan, { port, sandbox }) {
  const fixed = port === null ? {} : { PORT: String(port) };
  if (sandbox === null) return { defaults: { LOG_FORMAT: 'pretty' }, fixed };
  return {
    defaults: {
      LOG_FORMAT: 'pretty',
      LOG_LEVEL: 'warn',
      SIGN_UP: 'open',
      PUBLIC_URL: `http://localhost:${port ?? DEFAULT_PORT}`,
    },
    fixed: { ...fixed, TWILIO_BASE_URL: sandbox.url, ...(plan.livekitUrl === null ? livekitOf(sandbox) : {}) },
  };
}

function livekitOf({ url, apiKey, apiSecret }) {
  return {
    LIVEKIT_URL: url,
    LIVEKIT_API_KEY: apiKey,
    LIVEKIT_API_SECRET: apiSecret,
    // The form that LiveKit Cloud's have. Nothing ever calls it.
    LIVEKIT_SIP_URI: 'sip:sandbox.sip.livekit.cloud',
  };
}

/** `environment` with the defaults under it and the fixed values over it. */
export function withSettings(environment, { defaults, fixed }) {
  const missing = Object.entries(defaults).filter(([name]) => (environment[name]?.trim() ?? '') === '');
  return { ...environment, ...Object.fromEntries(missing), ...fixed };
}

function portOf(text, usual) {
  if (text === undefined) return usual;
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null;
}
