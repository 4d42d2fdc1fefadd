import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './config-error.js';
import { describeConfig } from './describe-config.js';
import { readConfig, type Environment } from './read-config.js';

const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64');
const OTHER_KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index)).toString('base64');
const LONG_SECRET = 'aGVsbG8gd29ybGQgdGhpcyBpcyBhIHNlY3JldCB2YWx1ZQ';

const LIVEKIT = {
  LIVEKIT_URL: 'wss://my-project.livekit.cloud',
  LIVEKIT_API_KEY: 'APIabcdefgh',
  LIVEKIT_API_SECRET: LONG_SECRET,
  LIVEKIT_SIP_URI: 'sip:52yds6f68qz.sip.livekit.cloud',
} as const;
const EMBEDDED = { ...LIVEKIT, PUBLIC_URL: 'https://sip.example.com' } as const;
const HOSTED = {
  ...EMBEDDED,
  SUPABASE_URL: 'https://abcdefgh.supabase.co',
  SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_0123456789abcdefghij',
  SUPABASE_SECRET_KEY: 'sb_secret_0123456789abcdefghij',
  ENCRYPTION_KEYS: `k1:${KEY}`,
} as const;

function findingsOf(environment: Environment): string[] {
  try {
    readConfig(environment, () => {
      throw new Error('no such file');
    });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.findings.map(({ variable, sentence }) => `${variable} ${sentence}`);
    throw error;
  }
}

describe('the smallest environments that make sense', () => {
  it('a public URL and LiveKit are enough for the embedded mode', () => {
    const config = readConfig(EMBEDDED);
    expect(config.server).toEqual({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'https://sip.example.com',
      trustProxy: false,
    });
    expect([config.supabase.mode, config.encryption, config.signUp]).toEqual(['embedded', null, 'closed']);
    expect(config.sipPassword.overlapSeconds).toBe(86_400);
  });

  it('a sandbox needs no public URL, and lets people sign up', () => {
    const config = readConfig({ ...LIVEKIT, TWILIO_BASE_URL: 'http://127.0.0.1:4010', PORT: '3100' });
    expect([config.isSandbox, config.signUp, config.server.publicUrl]).toEqual([true, 'open', 'http://127.0.0.1:3100']);
  });

  it('a hosted project needs its URL, both keys and encryption keys', () => {
    const config = readConfig(HOSTED);
    expect(config.supabase).toMatchObject({ mode: 'hosted', url: 'https://abcdefgh.supabase.co', jwtSecret: null });
    expect(config.encryption?.primaryKeyId).toBe('k1');
    expect(config.livekit.sip).toEqual({ host: '52yds6f68qz.sip.livekit.cloud', port: null, transport: 'tcp' });
    expect(config.livekit.agentName).toBe('trunkline-agent');
    expect(config.warnings).toEqual([]);
  });

  it('understands the keys by their old names', () => {
    const { SUPABASE_PUBLISHABLE_KEY: publishable, SUPABASE_SECRET_KEY: secret, ...rest } = HOSTED;
    const { supabase } = readConfig({ ...rest, SUPABASE_ANON_KEY: publishable, SUPABASE_SERVICE_ROLE_KEY: secret });
    expect(supabase.publishableKey).toBe(publishable);
    expect(supabase.secretKey?.reveal()).toBe(secret);
  });

  it('takes an empty variable for an absent one', () => {
    expect(readConfig({ ...EMBEDDED, SUPABASE_URL: '  ', DATABASE_URL: '' }).supabase.mode).toBe('embedded');
  });

  it('reads the encryption keys from a file', () => {
    const { ENCRYPTION_KEYS: keys, ...rest } = HOSTED;
    const config = readConfig({ ...rest, ENCRYPTION_KEYS_FILE: '/run/secrets/keys' }, () => `${keys}\n`);
    expect(config.encryption?.keys.map(({ keyId }) => keyId)).toEqual(['k1']);
  });

  it('accepts the development server of LiveKit with its published key, on this machine only', () => {
    const dev = { LIVEKIT_URL: 'ws://localhost:7880', LIVEKIT_API_KEY: 'devkey', LIVEKIT_API_SECRET: 'secret' };
    const config = readConfig({ ...EMBEDDED, ...dev, LIVEKIT_SIP_URI: 'sip:127.0.0.1:5060;transport=tcp' });
    expect(config.livekit.sip).toEqual({ host: '127.0.0.1', port: 5060, transport: 'tcp' });
  });

  it('warns when the SIP host was made from the web address', () => {
    const config = readConfig({ ...EMBEDDED, LIVEKIT_SIP_URI: 'sip:my-project.sip.livekit.cloud' });
    expect(config.warnings.join()).toContain('LIVEKIT_SIP_URI begins like LIVEKIT_URL');
  });
});

const BAD: readonly (readonly [string, Environment, RegExp])[] = [
  ['no public URL', {}, /^PUBLIC_URL is missing/],
  ['a public URL over http', { PUBLIC_URL: 'http://sip.example.com' }, /^PUBLIC_URL is http/],
  ['a public URL with a query', { PUBLIC_URL: 'https://sip.example.com/?a=b' }, /^PUBLIC_URL is not a plain URL/],
  ['a public URL with a user', { PUBLIC_URL: 'https://me:pw@sip.example.com' }, /^PUBLIC_URL is not a plain URL/],
  ['a port that is a word', { ...EMBEDDED, PORT: 'http' }, /^PORT is not a port/],
  ['a port out of range', { ...EMBEDDED, PORT: '70000' }, /^PORT is not a port/],
  ['a fractional port', { ...EMBEDDED, PORT: '30.5' }, /^PORT is not a port/],
  ['a host with a path', { ...EMBEDDED, HOST: 'a/b' }, /^HOST is not a host name/],
  ['an unknown log format', { ...EMBEDDED, LOG_FORMAT: 'xml' }, /^LOG_FORMAT is neither/],
  ['an unknown log level', { ...EMBEDDED, LOG_LEVEL: 'loud' }, /^LOG_LEVEL is not a level/],
  ['a metrics token to guess', { ...EMBEDDED, METRICS_TOKEN: 'prometheus' }, /^METRICS_TOKEN is shorter than 24/],
  [
    'a metrics token nobody can send',
    { ...EMBEDDED, METRICS_TOKEN: 'a token of several words, long' },
    /^METRICS_TOKEN holds/,
  ],
  ['every proxy trusted', { ...EMBEDDED, TRUST_PROXY: 'true' }, /^TRUST_PROXY makes no sense/],
  ['a proxy range of nonsense', { ...EMBEDDED, TRUST_PROXY: '10.0.0.0/99' }, /^TRUST_PROXY makes no sense/],
  ['a range that trusts the whole world', { ...EMBEDDED, TRUST_PROXY: '0.0.0.0/0' }, /^TRUST_PROXY makes no sense/],
  ['sign-up that is maybe', { ...EMBEDDED, SIGN_UP: 'maybe' }, /^SIGN_UP is neither/],
  [
    'a negative overlap',
    { ...EMBEDDED, SIP_PASSWORD_OVERLAP_SECONDS: '-1' },
    /^SIP_PASSWORD_OVERLAP_SECONDS is negative/,
  ],
  ['looks for ever apart', { ...EMBEDDED, RECONCILE_EVERY_SECONDS: '99999' }, /is longer than a day/],
  ['an interval with a unit', { ...EMBEDDED, RECONCILE_EVERY_SECONDS: '15m' }, /is not a whole number in its range/],
  [
    'no looks at all',
    { ...EMBEDDED, RECONCILE_LOOKS_PER_MINUTE: '0' },
    /is less than 1; use RECONCILE_EVERY_SECONDS=0/,
  ],
  ['more looks than LiveKit takes', { ...EMBEDDED, RECONCILE_LOOKS_PER_MINUTE: '1000' }, /is more than 300/],
  ['a cache of nothing', { ...EMBEDDED, WEBHOOK_CACHE_ACCOUNTS: '0' }, /^WEBHOOK_CACHE_ACCOUNTS is less than 1/],
  ['an endless overlap', { ...EMBEDDED, SIP_PASSWORD_OVERLAP_SECONDS: '99999999' }, /is longer than 30 days/],
  [
    'hosted without publishable key',
    { ...HOSTED, SUPABASE_PUBLISHABLE_KEY: '' },
    /^SUPABASE_PUBLISHABLE_KEY is missing/,
  ],
  ['hosted without secret key', { ...HOSTED, SUPABASE_SECRET_KEY: '' }, /^SUPABASE_SECRET_KEY is missing/],
  ['hosted without encryption keys', { ...HOSTED, ENCRYPTION_KEYS: '' }, /^ENCRYPTION_KEYS is missing/],
  ['hosted over http', { ...HOSTED, SUPABASE_URL: 'http://abc.supabase.co' }, /^SUPABASE_URL is http/],
  ['a project URL of nonsense', { ...HOSTED, SUPABASE_URL: 'abcdefgh' }, /^SUPABASE_URL is not a plain URL/],
  ['two places for the data', { ...HOSTED, DATABASE_URL: 'postgres://u:p@db/x' }, /^DATABASE_URL is set together/],
  [
    'a database that is not PostgreSQL',
    { ...EMBEDDED, DATABASE_URL: 'mysql://db/x' },
    /^DATABASE_URL is not a PostgreSQL URL/,
  ],
  [
    'both keys the same',
    { ...HOSTED, SUPABASE_SECRET_KEY: HOSTED.SUPABASE_PUBLISHABLE_KEY },
    /^SUPABASE_SECRET_KEY is the publishable/,
  ],
  ['alias and name that differ', { ...HOSTED, SUPABASE_ANON_KEY: `${LONG_SECRET}x` }, /^SUPABASE_ANON_KEY differs/],
  [
    'a short JWT secret',
    { ...EMBEDDED, SUPABASE_JWT_SECRET: 'short-secret' },
    /^SUPABASE_JWT_SECRET is shorter than 32/,
  ],
  ['a JWT secret of one letter', { ...EMBEDDED, SUPABASE_JWT_SECRET: 'a'.repeat(64) }, /^SUPABASE_JWT_SECRET repeats/],
  [
    'the JWT secret from the manual',
    { ...EMBEDDED, SUPABASE_JWT_SECRET: 'super-secret-jwt-token-with-at-least-32-characters-long' },
    /^SUPABASE_JWT_SECRET is a published default/,
  ],
  [
    'encryption keys without ids',
    { ...HOSTED, ENCRYPTION_KEYS: KEY },
    /^ENCRYPTION_KEYS has an entry that is not a key/,
  ],
  ['a key of 16 bytes', { ...HOSTED, ENCRYPTION_KEYS: `k1:${KEY.slice(0, 24)}` }, /^ENCRYPTION_KEYS has an entry/],
  [
    'a key of zeros',
    { ...HOSTED, ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString('base64')}` },
    /has a key that is not random/,
  ],
  ['a key id twice', { ...HOSTED, ENCRYPTION_KEYS: `k1:${KEY},k1:${OTHER_KEY}` }, /has the key id k1 twice/],
  [
    'two keys and no primary',
    { ...HOSTED, ENCRYPTION_KEYS: `k1:${KEY},k2:${OTHER_KEY}` },
    /^ENCRYPTION_PRIMARY_KEY is missing/,
  ],
  ['a primary that is no key', { ...HOSTED, ENCRYPTION_PRIMARY_KEY: 'k9' }, /^ENCRYPTION_PRIMARY_KEY is not the id/],
  ['a primary without keys', { ...EMBEDDED, ENCRYPTION_PRIMARY_KEY: 'k1' }, /^ENCRYPTION_PRIMARY_KEY names a key/],
  ['keys and a keys file', { ...HOSTED, ENCRYPTION_KEYS_FILE: '/k' }, /^ENCRYPTION_KEYS_FILE is set together/],
  ['a keys file that is missing', { ...EMBEDDED, ENCRYPTION_KEYS_FILE: '/k' }, /^ENCRYPTION_KEYS_FILE names a file/],
  ['no LiveKit', { PUBLIC_URL: EMBEDDED.PUBLIC_URL }, /^LIVEKIT_URL is missing/],
  ['half a LiveKit', { ...EMBEDDED, LIVEKIT_SIP_URI: '' }, /^LIVEKIT_SIP_URI is missing/],
  ['LiveKit over ws', { ...EMBEDDED, LIVEKIT_URL: 'ws://lk.example.com' }, /^LIVEKIT_URL is not encrypted/],
  ['a LiveKit URL of nonsense', { ...EMBEDDED, LIVEKIT_URL: 'my-project' }, /^LIVEKIT_URL is not a LiveKit URL/],
  [
    'the development secret elsewhere',
    { ...EMBEDDED, LIVEKIT_API_SECRET: 'secret' },
    /^LIVEKIT_API_SECRET is a published/,
  ],
  ['the development key elsewhere', { ...EMBEDDED, LIVEKIT_API_KEY: 'devkey' }, /^LIVEKIT_API_KEY is the development/],
  ['sips:', { ...EMBEDDED, LIVEKIT_SIP_URI: 'sips:lk.example.com' }, /^LIVEKIT_SIP_URI begins with sips:/],
  ['a SIP URI with a user', { ...EMBEDDED, LIVEKIT_SIP_URI: 'sip:me@lk.example.com' }, /has a user part/],
  ['a web address for SIP', { ...EMBEDDED, LIVEKIT_SIP_URI: 'wss://lk.example.com' }, /is LiveKit's web address/],
  ['a host without sip:', { ...EMBEDDED, LIVEKIT_SIP_URI: 'lk.example.com' }, /does not begin with sip:/],
  ['SIP over udp', { ...EMBEDDED, LIVEKIT_SIP_URI: 'sip:lk.example.com;transport=udp' }, /has a transport/],
  ['a SIP port out of range', { ...EMBEDDED, LIVEKIT_SIP_URI: 'sip:lk.example.com:99999' }, /has a port out of range/],
  ['a SIP host of dots', { ...EMBEDDED, LIVEKIT_SIP_URI: 'sip:a..b' }, /is not of the form/],
  ['an agent name with spaces', { ...EMBEDDED, LIVEKIT_AGENT_NAME: 'my agent' }, /^LIVEKIT_AGENT_NAME is not/],
  [
    'a Twilio elsewhere',
    { ...EMBEDDED, TWILIO_BASE_URL: 'https://twilio.example.com' },
    /^TWILIO_BASE_URL is not a URL on this/,
  ],
];

describe('environments that make no sense', () => {
  it.each(BAD)('%s is refused', (_, environment, sentence) => {
    expect(findingsOf(environment)).toContainEqual(expect.stringMatching(sentence));
  });

  it.each([
    ['LIVEKIT_APIKEY', 'LIVEKIT_API_KEY'],
    ['LIVEKIT_API_SECERT', 'LIVEKIT_API_SECRET'],
    ['LIVEKIT_HOST', 'LIVEKIT_URL'],
    ['SUPABASE_KEY', 'SUPABASE_PUBLISHABLE_KEY'],
    ['SUPABASE_ULR', 'SUPABASE_URL'],
    ['ENCRYPTION_KEY', 'ENCRYPTION_KEYS'],
    ['TWILIO_BASEURL', 'TWILIO_BASE_URL'],
    ['SIGNUP', 'SIGN_UP'],
    ['TRUSTED_PROXY', 'TRUST_PROXY'],
  ])('%s is named as a slip for %s', (name, meant) => {
    expect(findingsOf({ ...EMBEDDED, [name]: 'x' }).join()).toMatch(new RegExp(`^${name} is not a variable.*${meant}`));
  });

  it.each(['PATH', 'TWILIO_ACCOUNT_SID', 'SUPABASE_ACCESS_TOKEN', 'LIVEKIT_REGION_OF_SOMEBODY_ELSE'])(
    '%s is none of our business',
    (name) => expect(findingsOf({ ...EMBEDDED, [name]: 'x' })).toEqual([]),
  );

  it('lists everything wrong at once', () => {
    expect(findingsOf({ PORT: 'x', LOG_LEVEL: 'loud', SUPABASE_URL: 'nonsense' }).length).toBeGreaterThanOrEqual(5);
  });
});

describe('secrets', () => {
  const secrets = {
    SUPABASE_SECRET_KEY: 'sb_secret_CANARYcanary0123456789',
    SUPABASE_JWT_SECRET: 'CANARY-jwt-0123456789-abcdefghijkl-mnop',
    LIVEKIT_API_SECRET: 'CANARY-livekit-0123456789-abcdefghijkl',
    DATABASE_URL: 'postgres://user:CANARY@db/x',
  };

  it('are not in the description of the configuration', () => {
    const config = readConfig({ ...EMBEDDED, ...secrets, ENCRYPTION_KEYS: `k1:${KEY}` });
    const text = JSON.stringify(describeConfig(config)) + inspect(config, { depth: 9 }) + JSON.stringify(config);
    expect(text).not.toContain('CANARY');
    expect(text).not.toContain(KEY);
    expect(describeConfig(config)).toMatchObject({
      livekit: { apiSecret: { configured: true }, apiKey: 'APIabcdefgh' },
    });
  });

  it('are not in the message about a bad environment', () => {
    const bad = {
      ...secrets,
      SUPABASE_URL: 'CANARY',
      LIVEKIT_URL: 'CANARY',
      ENCRYPTION_KEYS: 'CANARY:CANARY',
      PORT: 'CANARY',
    };
    expect(findingsOf(bad).length).toBeGreaterThan(4);
    expect(findingsOf(bad).join()).not.toContain('CANARY');
  });
});
