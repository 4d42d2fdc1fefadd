import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shutDown } from '../../apps/api/src/shut-down.js';
import { explainStartFailure } from '../../apps/api/src/start-failure.js';
import { bearer, PASSWORD, TestApi } from './start-test-api.js';

const newKey = (kid: string): string => `${kid}:${randomBytes(32).toString('base64')}`;

/** How a start that must fail is explained. */
async function failureOf(environment: Readonly<Record<string, string>>) {
  const started = await TestApi.start(environment).then(
    async (api) => api.running.close().then(() => 'it started'),
    explainStartFailure,
  );
  return typeof started === 'string' ? { message: started, exitCode: 0 } : started;
}

describe('starting', () => {
  let dataDir: string;
  const first = newKey('k1');
  const second = newKey('k2');
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'trunkline-start-'));
    const api = await TestApi.start({ DATA_DIR: dataDir, ENCRYPTION_KEYS: first });
    await api.running.close();
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('with another key under the same id is refused, because nothing stored could be read', async () => {
    const failure = await failureOf({ DATA_DIR: dataDir, ENCRYPTION_KEYS: newKey('k1') });
    expect(failure).toEqual({
      message: expect.stringMatching(/^Trunkline cannot start: The encryption key "k1" is not/),
      exitCode: 78,
    });
  });

  it('with only a new key is refused, naming the one that is missing', async () => {
    const failure = await failureOf({ DATA_DIR: dataDir, ENCRYPTION_KEYS: second });
    expect(failure).toEqual({ message: expect.stringContaining('encrypted with "k1"'), exitCode: 78 });
  });

  it('with a new key beside the old one succeeds, and from then on the new one is known', async () => {
    const both = { DATA_DIR: dataDir, ENCRYPTION_KEYS: `${first},${second}`, ENCRYPTION_PRIMARY_KEY: 'k2' };
    expect(await failureOf(both)).toMatchObject({ message: 'it started' });
    expect(await failureOf({ ...both, ENCRYPTION_KEYS: `${first},${newKey('k2')}` })).toMatchObject({ exitCode: 78 });
    expect(await failureOf({ DATA_DIR: dataDir, ENCRYPTION_KEYS: second })).toMatchObject({ message: 'it started' });
  });

  it('a refused start leaves the data folder free for the right one', async () => {
    await failureOf({ DATA_DIR: dataDir, ENCRYPTION_KEYS: newKey('k1') });
    expect(await failureOf({ DATA_DIR: dataDir, ENCRYPTION_KEYS: first })).toMatchObject({ message: 'it started' });
  });

  it('on a data folder that another process uses is refused, to be tried again later', async () => {
    const holder = await TestApi.start({ DATA_DIR: dataDir, ENCRYPTION_KEYS: first });
    const failure = await failureOf({ DATA_DIR: dataDir, ENCRYPTION_KEYS: first });
    await holder.running.close();
    expect(failure.exitCode).toBe(75);
    expect(failure.message).not.toContain('    at ');
  });

  it('on a port that is taken is refused in a sentence', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const failure = await failureOf({ DATA_DIR: dataDir, ENCRYPTION_KEYS: first, PORT: port });
    taken.close();
    expect(failure).toEqual({ message: expect.stringContaining('another program listens'), exitCode: 69 });
    expect(failure.message).not.toContain('    at ');
    expect(await failureOf({ DATA_DIR: dataDir, ENCRYPTION_KEYS: first })).toMatchObject({ message: 'it started' });
  });

  it('with a senseless environment is refused before anything is opened', async () => {
    const failure = await failureOf({ DATA_DIR: '/nonexistent/folder', LIVEKIT_APIKEY: 'x', SIGN_UP: 'perhaps' });
    expect(failure.exitCode).toBe(78);
    expect(failure.message.split('\n').length).toBe(4);
  });
});

describe('health', () => {
  it('is ready while all is well, and not from the moment of shutdown on', async () => {
    const api = await TestApi.start();
    expect((await api.send({ url: '/health/live' })).json()).toEqual({ status: 'ok' });
    const ready = await api.send({ url: '/health/ready' });
    const components = { database: 'ok', migrations: 'ok', encryption: 'ok', spool: 'ok' };
    expect([ready.statusCode, ready.json()]).toEqual([200, { status: 'ok', components }]);
    const stopped = shutDown(api.running);
    const draining = await api.send({ url: '/health/ready' });
    expect([draining.statusCode, draining.json()]).toMatchObject([503, { code: 'service.shutting_down' }]);
    expect(await stopped).toBe(true);
    rmSync(api.dataDir, { recursive: true, force: true });
  });
});

describe('the log', () => {
  it('holds no secret, at any level, whatever is done', async () => {
    const api = await TestApi.start({
      LIVEKIT_API_SECRET: 'CANARY-livekit-secret-0123456789',
      ENCRYPTION_KEYS: newKey('k1'),
    });
    const ada = await api.signUp('ada');
    await api.sendAuth(
      'token?grant_type=password',
      { email: 'ada@example.test', password: 'CANARY-wrong' },
      '198.51.100.9',
    );
    await api.sendAuth('token?grant_type=refresh_token', { refresh_token: 'CANARY-refresh' }, '198.51.100.9');
    const { token, apiKeyId } = await api.createKey(ada, ['audit:read']);
    await api.send({ url: '/api/v1/audit?limit=CANARY', headers: bearer(token) });
    await api.send({ url: '/api/v1/audit', headers: bearer('tl_live_CANARY') });
    await api.send({ url: '/api/v1/audit', headers: bearer('CANARY.CANARY.CANARY') });
    await api.send({ url: '/CANARY/nothing?CANARY=1' });
    await api.send({
      method: 'POST',
      url: '/api/v1/api-keys',
      headers: bearer(ada.accessToken),
      payload: { CANARY: 'CANARY' },
    });
    await api.send({ method: 'DELETE', url: `/api/v1/api-keys/${apiKeyId}`, headers: bearer(ada.accessToken) });
    await api.stop();
    const { jwtSecret, secretKey } = api.keys;
    const log = api.log.lines.join('\n');
    expect(api.log.lines.length).toBeGreaterThan(10);
    const encryptionKey = String(api.environment['ENCRYPTION_KEYS']).split(':')[1] ?? '';
    for (const secret of [
      PASSWORD,
      'CANARY',
      ada.accessToken,
      token,
      jwtSecret?.reveal(),
      secretKey.reveal(),
      encryptionKey,
    ]) {
      expect(secret?.length).toBeGreaterThan(5);
      expect(log).not.toContain(secret);
    }
    expect(log).toContain('"apiSecret":{"configured":true}');
  });
});
