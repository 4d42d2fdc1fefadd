import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TenantAccount } from '../../proofs/harness/tenant-account.js';
import { vendorApi } from '../../proofs/harness/vendor-api.js';
import type { Answer, World } from '../../proofs/harness/world.js';
import { startCheckedWorld, type CheckedWorld } from '../trunks/checked-world.js';

const PLAIN = '+14155550121';
const RICH = '+14155550122';
const APP = '+14155550123';

type Row = Readonly<Record<string, unknown>>;

describe('the plane of a number', () => {
  let checked: CheckedWorld;
  let world: World;
  let one: TenantAccount;
  let before: Readonly<Record<string, Row>>;
  let applicationSid: string;
  const ids = new Map<string, string>();

  const ask = (method: string, phoneNumber: string, path = '', body?: object): Promise<Answer> =>
    world.send(method, `/api/v1/phone-numbers/${String(ids.get(phoneNumber))}${path}`, {
      as: one.tenant.accessToken,
      ...(body === undefined ? {} : { body }),
    });
  const rows = async (): Promise<Record<string, Row>> => {
    const { numbers } = await one.state();
    return Object.fromEntries(Object.values(numbers).map((row) => [row.phoneNumber, row as unknown as Row]));
  };
  const row = async (phoneNumber: string): Promise<Row> => (await rows())[phoneNumber] ?? {};
  const inbound = async (): Promise<string[]> => {
    const state = await world.control<{ inbound_trunks: Record<string, { numbers: string[] }> }>(
      'GET',
      '/state/livekit',
    );
    return Object.values(state.inbound_trunks).flatMap(({ numbers }) => numbers);
  };
  const put = async (phoneNumber: string, plane: string): Promise<string> =>
    one.finished(await ask('POST', phoneNumber, '/plane', { plane, confirm: true }));

  beforeAll(async () => {
    checked = await startCheckedWorld();
    ({ world } = checked);
    one = await TenantAccount.make(world, 'planes');
    const { accountSid } = one.account;
    const api = vendorApi(one);
    const apps = `/2010-04-01/Accounts/${accountSid}/Applications.json`;
    ({ sid: applicationSid } = await api(apps, { FriendlyName: 'Theirs' }));
    const sms = {
      smsUrl: 'https://example.com/sms?key=secret',
      smsMethod: 'GET',
      smsFallbackUrl: 'https://example.com/f',
    };
    const made = await world.control<{ phoneNumber: string; phoneNumberSid: string }[]>(
      'POST',
      `/accounts/${accountSid}/numbers`,
      {
        numbers: [PLAIN, { phoneNumber: RICH, voiceUrl: 'https://example.com/voice?key=secret' }, APP].map((number) =>
          number === APP ? { phoneNumber: APP, voiceApplicationSid: applicationSid } : number,
        ),
      },
    );
    for (const { phoneNumber, phoneNumberSid } of made) {
      const status = phoneNumber === RICH ? { statusCallback: 'https://example.com/status', voiceMethod: 'GET' } : {};
      // A fallback without a voice URL: Twilio shows such a binding and takes it only in two steps.
      const fallback = phoneNumber === PLAIN ? { voiceFallbackUrl: 'https://example.com/fallback' } : {};
      await one.edit('set-number-field', { phoneNumberSid, fields: { ...sms, ...status, ...fallback } });
    }
    await one.connect();
    before = await rows();
    const as = one.tenant.accessToken;
    await world.send('POST', '/api/v1/phone-numbers/import', { as, body: {} });
    const { body } = await world.send('GET', '/api/v1/phone-numbers', { as });
    const { numbers } = body as { numbers: { numberId: string; phoneNumber: string }[] };
    for (const { numberId, phoneNumber } of numbers) ids.set(phoneNumber, numberId);
  });
  afterAll(async () => world.stop());

  it('is shown before it is changed: what is lost and what would be done', async () => {
    const shown = await ask('POST', RICH, '/plane', { plane: 'webhook', dryRun: true });
    expect(shown.body).toMatchObject({
      loses: ['the voice URL https://example.com/…', 'the status callback https://example.com/…'],
      plan: { actions: [{ summary: expect.stringContaining(`Let our webhooks answer ${RICH}`) }] },
      run: null,
    });
    expect(shown.text).not.toContain('secret');
    const refused = await ask('POST', APP, '/plane', { plane: 'webhook' });
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: 'number.confirmation_needed', loses: [`the TwiML App ${applicationSid}`] },
    ]);
    expect(await rows()).toEqual(before);
  });

  it('webhook binds the number to our hooks and to nothing else, and leaves its messages alone', async () => {
    for (const phoneNumber of [PLAIN, RICH, APP]) expect(await put(phoneNumber, 'webhook')).toBe('succeeded');
    for (const phoneNumber of [PLAIN, RICH, APP]) {
      const now = await row(phoneNumber);
      const { voiceUrl } = now as { voiceUrl: string };
      expect(voiceUrl).toMatch(
        /^http:\/\/127\.0\.0\.1:3000\/webhooks\/twilio\/[0-9a-f]{32}\/voice#rc=1&rp=ct,rt,5xx&ct=1500&rt=5000$/,
      );
      const base = voiceUrl.slice(0, voiceUrl.indexOf('/voice'));
      expect(now).toMatchObject({
        voiceMethod: 'POST',
        voiceFallbackUrl: `${base}/voice?fallback=1#rc=1&rp=ct,rt,5xx&ct=1500&rt=5000`,
        voiceFallbackMethod: 'POST',
        statusCallback: `${base}/status#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000&tt=14000`,
        statusCallbackMethod: 'POST',
        voiceApplicationSid: '',
        trunkSid: null,
      });
      expect(messages(now)).toEqual(messages(before[phoneNumber] ?? {}));
    }
    expect(await inbound()).toEqual([]);
    const verified = await one.post('/trunk/verify');
    expect(verified.body).toMatchObject({ isEmpty: true, notices: [] });
  });

  it('changes from webhook to trunk and back, with the tenant’s own addresses in between', async () => {
    expect(await put(RICH, 'trunk')).toBe('succeeded');
    expect(await row(RICH)).toMatchObject({
      voiceUrl: 'https://example.com/voice?key=secret',
      voiceMethod: 'GET',
      statusCallback: 'https://example.com/status',
      trunkSid: expect.stringMatching(/^TK/),
    });
    expect(await inbound()).toEqual([RICH]);
    expect(await put(RICH, 'webhook')).toBe('succeeded');
    expect(await row(RICH)).toMatchObject({ trunkSid: null, voiceUrl: expect.stringContaining('/webhooks/twilio/') });
    expect(await inbound()).toEqual([]);
  });

  it('is named and mended when somebody binds the number elsewhere, and what they set is given back later', async () => {
    const phoneNumberSid = (await row(RICH))['sid'] as string;
    const fields = { voiceUrl: 'https://example.com/newer', voiceMethod: 'POST' };
    await one.edit('set-number-field', { phoneNumberSid, fields });
    const { body } = await one.post('/trunk/verify');
    expect(body).toMatchObject({ actions: [{ summary: expect.stringMatching(/\+14155550122 \(voiceUrl\)/) }] });
    expect(await one.repair()).toBe('succeeded');
    expect(await row(RICH)).toMatchObject({ voiceUrl: expect.stringContaining('/webhooks/twilio/') });
    expect(await put(RICH, 'none')).toBe('succeeded');
    expect(await row(RICH)).toEqual({ ...before[RICH], ...fields });
  });

  it('none gives back what answered the number before', async () => {
    expect(await put(APP, 'none')).toBe('succeeded');
    expect(await put(PLAIN, 'none')).toBe('succeeded');
    expect([await row(APP), await row(PLAIN)]).toEqual([before[APP], before[PLAIN]]);
  });

  it('is given back when the account is disconnected', async () => {
    for (const phoneNumber of [PLAIN, APP]) expect(await put(phoneNumber, 'webhook')).toBe('succeeded');
    expect(await one.disconnect()).toBe('succeeded');
    expect([await row(APP), await row(PLAIN)]).toEqual([before[APP], before[PLAIN]]);
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});

function messages(number: Row): Row {
  return Object.fromEntries(Object.entries(number).filter(([name]) => name.startsWith('sms')));
}
