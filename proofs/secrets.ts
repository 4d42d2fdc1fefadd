import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../apps/api/src/config/read-config.js';
import { startSandbox, type Sandbox } from '../apps/sandbox/src/sandbox.js';
import type { ProofOptions, ProofResult } from './harness/proof.js';
import { sandboxEnvironment } from './harness/world.js';
import { fail } from './secrets/act-failures.js';
import { live } from './secrets/act-life.js';
import { readFigures } from './secrets/act-figures.js';
import { malform } from './secrets/act-malformed.js';
import { signIn, signOut } from './secrets/act-sign-in.js';
import { startWrongly } from './secrets/act-starts.js';
import { Canaries, SECRET_KINDS } from './secrets/canaries.js';
import { ChildApi } from './secrets/child-api.js';
import { AUTH_REFRESH_TOKENS, filesOf, isPrivate, KEY_FILE, tablesOf, type Place } from './secrets/places.js';
import { search } from './secrets/report.js';
import { PLANTED_LABEL, PLANTED_REQUEST_ID, Scene } from './secrets/scene.js';
import { SHOWN_ONCE, Teller } from './secrets/teller.js';

/** The header of every HS256 token there is, ours to LiveKit and Supabase's to itself among them. */
const ANY_TOKEN = Buffer.from('{"alg":"HS256"').toString('base64').slice(0, 18);

interface KeyFile {
  readonly jwtSecret: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly encryptionKeys: Readonly<Record<string, string>>;
  readonly primaryEncryptionKey: string;
}

/**
 * A story in which everything happens that can happen to a secret, told to the built program as a process of its own with its log
 * at its loudest. Then every canary is looked for, in every form, in all that the program said, answered, stored and left on disk.
 */
export async function prove({ quick, log }: ProofOptions): Promise<ProofResult> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-secrets-'));
  const livekitApiSecret = randomBytes(24).toString('base64url');
  const sandbox = await startSandbox({ port: 0, demoAccount: false, livekitApiSecret });
  const canaries = new Canaries();
  try {
    canaries.add('LiveKit API secret', 'LIVEKIT_API_SECRET', livekitApiSecret);
    canaries.add('session', 'any token at all', ANY_TOKEN);
    canaries.add('planted', 'label', PLANTED_LABEL);
    canaries.add('planted', 'request id', PLANTED_REQUEST_ID);
    const places = await tell(folder, sandbox, canaries, { quick, log });
    for (const { method, path, kinds, because } of SHOWN_ONCE) {
      log(`may show: ${kinds.join(', ')} in ${method} ${path.source}: ${because}`);
    }
    log(`may hold: refresh token in ${AUTH_REFRESH_TOKENS} and the database’s files: so Supabase Auth keeps them`);
    const byKind = SECRET_KINDS.map((kind) => ({
      kind,
      count: canaries.secrets.filter((one) => one.kind === kind).length,
    }));
    log(`canaries: ${byKind.map(({ kind, count }) => `${String(count)} ${kind}`).join(', ')}`);

    const { hits, places: searched, megabytes, blind } = search(canaries.all, places, log);
    for (const what of blind) log(`  the search did not find ${what}`);
    const missing = byKind.filter(({ count }) => count === 0);
    for (const { kind } of missing) log(`  the story had no ${kind}`);
    const isKeyFilePrivate = isPrivate(join(folder, 'data', KEY_FILE));
    if (!isKeyFilePrivate) log(`  ${KEY_FILE} may be read by others`);
    return {
      figure:
        `secrets: ${String(hits)} hits of ${String(canaries.secrets.length)} canaries in ${String(searched)} places ` +
        `(${megabytes.toFixed(0)} MB searched)`,
      passed: hits === 0 && blind.length === 0 && missing.length === 0 && isKeyFilePrivate,
    };
  } finally {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tell(
  folder: string,
  sandbox: Sandbox,
  canaries: Canaries,
  { quick, log }: Pick<ProofOptions, 'quick' | 'log'>,
): Promise<Place[]> {
  const dataDir = join(folder, 'data');
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const metricsToken = canaries.add('metrics token', 'METRICS_TOKEN', randomBytes(24).toString('base64url'));
  const environment: Environment = {
    ...sandboxEnvironment(sandbox),
    DATA_DIR: dataDir,
    TMPDIR: temporary,
    LOG_LEVEL: 'debug',
    LOG_FORMAT: 'json',
    METRICS_TOKEN: metricsToken,
  };
  const children = await startWrongly({ ...environment, DATA_DIR: join(folder, 'refused') }, folder, canaries);

  const first = new ChildApi(environment, folder);
  children.push(first);
  let url = '';
  const teller = new Teller(() => url);
  try {
    url = await first.url();
    const keys = keysOf(dataDir, canaries);
    const scene = new Scene(teller, sandbox, canaries, keys.publishableKey, log);
    const started = Date.now();
    const act = async (name: string, work: () => Promise<void>): Promise<void> => {
      await work();
      log(`${name}: done after ${((Date.now() - started) / 1000).toFixed(1)} s`);
    };
    for (const path of ['/health/ready', '/docs/openapi.json', '/docs', '/api/v1/sign-in-settings']) {
      await teller.ask('GET', path);
    }
    await act('reading the figures', async () => readFigures(scene, metricsToken));
    await act('signing in', async () => signIn(scene));
    await act('life of a connection', async () => live(scene));
    await act('failures of the vendors', async () => fail(scene, quick));
    await act('malformed requests', async () => malform(scene, url));
    await first.stop();

    // Once more on the same data, with every key from the environment and lines for people.
    const second = new ChildApi({ ...environment, ...keysAsSettings(keys), LOG_FORMAT: 'pretty' }, folder);
    children.push(second);
    url = await second.url();
    await act('the second start', async () => {
      for (const path of ['/health/ready', '/api/v1/twilio-credentials', '/api/v1/api-keys'])
        await scene.ask('GET', path);
      await scene.connected(await scene.newAccount());
      await malform(scene, url);
      await signOut(scene);
      await scene.gather();
    });
    const addresses = JSON.stringify(await scene.control('GET', '/requests'));
    await second.stop();
    return [
      ...children.flatMap((child, index) => outputOf(child, index)),
      ...teller.told.map((told): Place => ({ kind: 'answer', ...told })),
      { kind: 'vendor address', name: 'paths and queries', bytes: Buffer.from(addresses, 'utf8') },
      ...filesOf(dataDir),
      ...filesOf(temporary),
      // Last, because to open the database is to change its files.
      ...(await tablesOf(dataDir)),
    ];
  } finally {
    for (const child of children) await child.stop();
  }
}

function outputOf(child: ChildApi, index: number): Place[] {
  return (['stdout', 'stderr'] as const).map((name) => ({
    kind: 'log',
    name: `${name} of start ${String(index + 1)}`,
    bytes: Buffer.from(child[name], 'utf8'),
  }));
}

function keysOf(dataDir: string, canaries: Canaries): KeyFile {
  const keys = JSON.parse(readFileSync(join(dataDir, KEY_FILE), 'utf8')) as KeyFile;
  canaries.add('Supabase JWT secret', 'jwtSecret', keys.jwtSecret);
  canaries.add('Supabase secret key', 'secretKey', keys.secretKey);
  for (const [id, key] of Object.entries(keys.encryptionKeys)) canaries.addKey('encryption key', id, key);
  return keys;
}

function keysAsSettings(keys: KeyFile): Environment {
  return {
    SUPABASE_JWT_SECRET: keys.jwtSecret,
    SUPABASE_SECRET_KEY: keys.secretKey,
    SUPABASE_PUBLISHABLE_KEY: keys.publishableKey,
    ENCRYPTION_KEYS: Object.entries(keys.encryptionKeys)
      .map(([id, key]) => `${id}:${key}`)
      .join(','),
    ENCRYPTION_PRIMARY_KEY: keys.primaryEncryptionKey,
  };
}
