import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encryptionKey, secret } from './sound-environment.js';

interface Folders {
  /** An installation that has been started before, with a database and keys. */
  readonly soundDataDir: string;
  /** Where the bad start is to look; does not exist yet. */
  readonly dataDir: string;
}

/** A start that must be refused: the sound environment with one fault. */
export interface BadStart {
  readonly name: string;
  /** Variables with the fault; undefined takes one away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Makes the data folder that has the fault; what it returns is added to the environment. */
  readonly prepare?: (folders: Folders) => Readonly<Record<string, string>>;
  /** True: while the sound one runs. */
  readonly beside?: boolean;
  /** What the one sentence must name… */
  readonly names: RegExp;
  /** …and what it must say to do about it. */
  readonly cure: RegExp;
}

const HOSTED = {
  SUPABASE_URL: 'https://abcdefgh.supabase.co',
  SUPABASE_PUBLISHABLE_KEY: `sb_publishable_${secret(24)}`,
  SUPABASE_SECRET_KEY: `sb_secret_${secret()}`,
  ENCRYPTION_KEYS: encryptionKey('k1'),
};

export const BAD_STARTS: readonly BadStart[] = [
  {
    name: 'second process on the data folder',
    beside: true,
    prepare: ({ soundDataDir }) => ({ DATA_DIR: soundDataDir }),
    names: /data folder is in use by process \d+/,
    cure: /Stop that process first/,
  },
  {
    name: 'a JWT secret that everybody knows',
    environment: { SUPABASE_JWT_SECRET: 'super-secret-jwt-token-with-at-least-32-characters-long' },
    names: /SUPABASE_JWT_SECRET is a published default/,
    cure: /use a long random value/,
  },
  {
    name: 'a JWT secret that can be guessed',
    environment: { SUPABASE_JWT_SECRET: 'tooshort-secret' },
    names: /SUPABASE_JWT_SECRET is shorter than 32/,
    cure: /use a long random value/,
  },
  {
    name: 'a hosted project without its secret key',
    environment: { ...HOSTED, SUPABASE_SECRET_KEY: undefined },
    names: /SUPABASE_SECRET_KEY is missing/,
    cure: /copy it from the project settings/,
  },
  {
    name: 'a hosted project without encryption keys',
    environment: { ...HOSTED, ENCRYPTION_KEYS: undefined },
    names: /ENCRYPTION_KEYS is missing/,
    cure: /use <key id>:<32 bytes in base64>/,
  },
  {
    name: 'another encryption key than the database was written with',
    prepare: ({ soundDataDir, dataDir }) => {
      copy(soundDataDir, dataDir);
      return { ENCRYPTION_KEYS: encryptionKey('k1') };
    },
    names: /stored secrets were encrypted with/,
    cure: /Put the old key back/,
  },
  {
    name: 'another encryption key under the same name',
    prepare: ({ soundDataDir, dataDir }) => {
      copy(soundDataDir, dataDir);
      const file = join(dataDir, 'keys.json');
      const text = readFileSync(file, 'utf8');
      const other = encryptionKey('k').slice(2);
      writeFileSync(
        file,
        text.replace(/("encryptionKeys": \{\s+"\w+": ")[^"]+/, (_, start: string) => start + other),
      );
      return {};
    },
    names: /The encryption key "\w+" is not the one this database was encrypted with/,
    cure: /Restore the right key/,
  },
  {
    name: 'malformed encryption keys',
    environment: { ENCRYPTION_KEYS: `k1:${secret(20)}` },
    names: /ENCRYPTION_KEYS has an entry that is not a key/,
    cure: /use <key id>:<32 bytes in base64>/,
  },
  {
    name: 'keys.json readable by everybody',
    prepare: ({ soundDataDir, dataDir }) => {
      copy(soundDataDir, dataDir);
      chmodSync(join(dataDir, 'keys.json'), 0o644);
      return {};
    },
    names: /Other users of this machine may read .*keys\.json/,
    cure: /chmod 600/,
  },
  {
    name: 'keys.json missing beside its database',
    prepare: ({ soundDataDir, dataDir }) => {
      copy(soundDataDir, dataDir);
      rmSync(join(dataDir, 'keys.json'));
      return {};
    },
    names: /keys\.json is missing/,
    cure: /Put the file back from your backup/,
  },
  {
    name: 'keys.json that is none',
    prepare: ({ dataDir }) => {
      mkdirSync(dataDir, { mode: 0o700 });
      writeFileSync(join(dataDir, 'keys.json'), `{"jwtSecret":"${secret()}"`, { mode: 0o600 });
      return {};
    },
    names: /keys\.json is not a key file/,
    cure: /put the file back from your backup/i,
  },
  {
    name: 'a SIP URI with sips:',
    environment: { LIVEKIT_SIP_URI: 'sips:abc123.sip.livekit.cloud' },
    names: /LIVEKIT_SIP_URI begins with sips:/,
    cure: /use sip: with ;transport=tls/,
  },
  {
    name: 'a SIP URI with a user part',
    environment: { LIVEKIT_SIP_URI: 'sip:agent@abc123.sip.livekit.cloud' },
    names: /LIVEKIT_SIP_URI has a user part/,
    cure: /remove what is before the @/,
  },
  {
    name: 'LiveKit’s web address in place of its SIP URI',
    environment: { LIVEKIT_SIP_URI: 'wss://project.livekit.cloud' },
    names: /LIVEKIT_SIP_URI is LiveKit's web address/,
    cure: /use its SIP URI/,
  },
  {
    name: 'plain http on a public host',
    environment: { PUBLIC_URL: 'http://sip.example.com' },
    names: /PUBLIC_URL is http/,
    cure: /use https/,
  },
  {
    name: 'LiveKit without its API secret',
    environment: { LIVEKIT_API_SECRET: undefined },
    names: /LIVEKIT_API_SECRET is missing/,
    cure: /it is shown together with the LiveKit API key/,
  },
  {
    name: 'the development server’s LiveKit secret on a real project',
    environment: { LIVEKIT_API_SECRET: 'secret' },
    names: /LIVEKIT_API_SECRET is a published default/,
    cure: /use the secret LiveKit made/,
  },
  {
    name: 'a Twilio that is not on this machine',
    environment: { TWILIO_BASE_URL: 'https://twilio.example.com' },
    names: /TWILIO_BASE_URL is not a URL on this machine/,
    cure: /leave it out/,
  },
  {
    name: 'a port that is none',
    environment: { PORT: 'abc' },
    names: /PORT is not a port/,
    cure: /use a whole number from 1 to 65535/,
  },
  {
    name: 'a misspelt variable',
    environment: { LIVEKIT_APIKEY: secret() },
    names: /LIVEKIT_APIKEY is not a variable of Trunkline/,
    cure: /did you mean LIVEKIT_API_KEY/,
  },
  {
    name: 'a proxy that may claim any address',
    environment: { TRUST_PROXY: 'true' },
    names: /TRUST_PROXY makes no sense/,
    cure: /use the number of proxies in front/,
  },
];

/** The database and its keys, without the lock of the process that wrote them. */
function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  rmSync(join(to, 'supabase.lock'), { force: true });
}
