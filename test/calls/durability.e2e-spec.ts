import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SecretCipher } from '../../apps/api/src/database/secret-cipher.js';
import { TenantDatabase } from '../../apps/api/src/database/tenant-database.js';
import {
  addWebhookAccount,
  callFields,
  hookPath,
  newSid,
  signed,
  type WebhookAccount,
} from '../../proofs/harness/webhook-account.js';
import { storedCall } from '../../proofs/state-merge/stored-call.js';
import { TestApi } from '../api/start-test-api.js';
import { until } from '../trunks/until.js';

const PUBLIC_URL = 'https://calls.example.test';
const NUMBER = '+14155550100';

describe('what Twilio was told we have', () => {
  let dataDir: string;
  let api: TestApi;
  let account: WebhookAccount;

  const start = async (): Promise<void> => {
    api = await TestApi.start({ DATA_DIR: dataDir, PUBLIC_URL });
  };
  const database = () => api.running.app.get(TenantDatabase, { strict: false }).service();
  const send = async (hook: string, fields: Record<string, string>) => {
    const { path, headers, body } = signed(
      PUBLIC_URL,
      hookPath(account, hook),
      account.authToken,
      callFields(account, NUMBER, fields),
    );
    return api.send({ method: 'POST', url: path, headers, payload: body });
  };
  const told = async (CallSid: string): Promise<number> =>
    (await send('status', { CallSid, CallStatus: 'ringing' })).statusCode;
  const isStored = async (callSid: string): Promise<boolean> =>
    (await storedCall(database(), callSid)).events.length > 0;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'trunkline-durable-'));
    await start();
    const { userId } = await api.signUp('tenant');
    const cipher = api.running.app.get(SecretCipher, { strict: false });
    const seal = (...sealed: Parameters<SecretCipher['seal']>): string => cipher.seal(...sealed);
    account = await addWebhookAccount(database(), seal, userId, [NUMBER]);
  });
  afterAll(async () => api.stop());

  it('is on the disk, sealed, when it is answered', async () => {
    expect(await told(newSid('CA'))).toBe(204);
    const spool = join(dataDir, 'spool');
    const files = readdirSync(spool, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
    const text = files.map((name) => readFileSync(join(spool, name), 'utf8')).join('');
    expect(text).toContain('"crc32c":');
    expect(text).not.toContain(NUMBER);
    expect(text).not.toContain(account.userId);
  });

  it('is there after a stop in the same moment, and so is what was decided', async () => {
    const [status, voice] = [newSid('CA'), newSid('CA')];
    expect((await send('voice', { CallSid: voice })).statusCode).toBe(200);
    expect(await told(status)).toBe(204);
    await api.running.close();
    await start();
    await until(async () => isStored(status));
    await until(async () => isStored(voice));
  });

  it('is not what the disk does not take: that is answered with 503, and readiness says why', async () => {
    await api.running.close();
    const spool = join(dataDir, 'spool');
    rmSync(spool, { recursive: true });
    writeFileSync(spool, 'not a folder');
    await start();
    const callSid = newSid('CA');
    const refused = await send('status', { CallSid: callSid, CallStatus: 'ringing' });
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([503, 'event.not_stored']);
    const ready = await api.send({ method: 'GET', url: '/health/ready' });
    expect(ready.statusCode).toBe(503);
    expect(ready.json()).toMatchObject({ components: { database: 'ok', spool: 'failing' } });
    rmSync(spool);
    expect(existsSync(spool)).toBe(false);
    expect(await told(callSid)).toBe(204);
    await until(async () => isStored(callSid));
  });
});
