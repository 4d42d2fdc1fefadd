import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TenantAccount } from '../../proofs/harness/tenant-account.js';
import type { Answer, World } from '../../proofs/harness/world.js';
import { startCheckedWorld, type CheckedWorld } from '../trunks/checked-world.js';

const ON_TRUNK = '+14155550131';
const ON_WEBHOOKS = '+14155550132';
const TAKEN_BACK = '+14155550133';
const NAMED = '+14155550134';
const LOST_ANSWER = '+14155550135';
const CUT_OFF = '+14155550136';

interface Logged {
  readonly vendor: string;
  readonly operation: string;
  readonly method: string;
}

describe('a number that its tenant has', () => {
  let checked: CheckedWorld;
  let world: World;
  let one: TenantAccount;
  const ask = async (method: string, phoneNumber: string, path = '', body: object = {}): Promise<Answer> =>
    one.numbers(method, `/${await one.numberId(phoneNumber)}${path}`, body);
  const release = (phoneNumber: string, confirm = phoneNumber): Promise<Answer> =>
    ask('DELETE', phoneNumber, '', { confirm });
  const codeOf = ({ body }: Answer): unknown => (body as { code?: string }).code;
  const owned = async (): Promise<string[]> =>
    Object.values((await one.state()).numbers).map(({ phoneNumber }) => phoneNumber);
  const row = async (phoneNumber: string): Promise<Record<string, unknown>> => {
    const found = Object.values((await one.state()).numbers).find((number) => number.phoneNumber === phoneNumber);
    return (found ?? {}) as unknown as Record<string, unknown>;
  };
  const shown = async (query: string): Promise<{ phoneNumber: string; status: string; releasedAt: string | null }[]> =>
    (
      (await one.numbers('GET', query)).body as {
        numbers: { phoneNumber: string; status: string; releasedAt: string }[];
      }
    ).numbers;

  beforeAll(async () => {
    checked = await startCheckedWorld();
    ({ world } = checked);
    one = await TenantAccount.make(world, 'releases');
    await world.control('POST', `/accounts/${one.account.accountSid}/numbers`, {
      numbers: [ON_TRUNK, ON_WEBHOOKS, TAKEN_BACK, NAMED, LOST_ANSWER, CUT_OFF],
    });
    await one.connect();
    await one.importNumbers();
    for (const phoneNumber of [ON_TRUNK, TAKEN_BACK]) await one.finished(await one.changePlane(phoneNumber, 'trunk'));
    await one.finished(await one.changePlane(ON_WEBHOOKS, 'webhook'));
  });
  afterAll(async () => world.stop());

  describe('is released', () => {
    it('only when the number itself is typed', async () => {
      for (const confirm of [ON_WEBHOOKS, `${ON_TRUNK}0`]) {
        expect(codeOf(await release(ON_TRUNK, confirm))).toBe('number.confirmation_differs');
      }
      expect((await ask('DELETE', ON_TRUNK, '', {})).status).toBe(400);
      expect((await shown('?contains=14155550131'))[0]).toMatchObject({ status: 'owned', plane: 'trunk' });
    });

    it('after LiveKit has let go of it, and its row stays', async () => {
      const before = await owned();
      const { lastId } = await one.mutations();
      const answer = await release(ON_TRUNK);
      expect(answer.status).toBe(202);
      expect(await one.finished(answer)).toBe('succeeded');
      expect((await owned()).toSorted()).toEqual(before.filter((number) => number !== ON_TRUNK).toSorted());
      const { requests } = await world.control<{ requests: Logged[] }>(
        'GET',
        `/requests?mutating=1&since=${String(lastId)}`,
      );
      const order = requests.map(({ vendor, operation }) => `${vendor} ${operation}`);
      const livekit = order.findLastIndex((line) => line.startsWith('livekit'));
      expect(livekit).toBeGreaterThanOrEqual(0);
      expect(order.indexOf('twilio DeleteIncomingPhoneNumber')).toBeGreaterThan(livekit);
      expect(await shown('?status=released')).toMatchObject([
        { phoneNumber: ON_TRUNK, status: 'released', plane: null, credentialId: null, releasedAt: expect.any(String) },
      ]);
      expect((await one.post('/trunk/verify')).body).toMatchObject({ isEmpty: true, notices: [] });
    });

    it('once, when the answer is lost or the request never arrives', async () => {
      await one.fault('reset-after', { vendor: 'twilio', method: 'DELETE', path: '/IncomingPhoneNumbers/' });
      expect(await one.finished(await release(LOST_ANSWER))).toBe('succeeded');
      await one.fault('reset-before', { vendor: 'twilio', method: 'DELETE', path: '/IncomingPhoneNumbers/' });
      expect(await one.finished(await release(CUT_OFF))).toBe('succeeded');
      const numbers = await owned();
      expect([numbers.includes(LOST_ANSWER), numbers.includes(CUT_OFF)]).toEqual([false, false]);
      expect((await shown('?status=released')).map(({ phoneNumber }) => phoneNumber)).toEqual([
        ON_TRUNK,
        LOST_ANSWER,
        CUT_OFF,
      ]);
    });

    it('from the webhook plane, and somebody else can have it then', async () => {
      expect(await one.finished(await release(ON_WEBHOOKS))).toBe('succeeded');
      const other = await TenantAccount.connected(world, 'next-owner');
      await world.control('POST', `/accounts/${other.account.accountSid}/numbers`, { numbers: [ON_WEBHOOKS] });
      expect((await other.importNumbers()).body).toMatchObject({ imported: [ON_WEBHOOKS] });
    });

    it('not while LiveKit still has it, so that it can be kept after all', async () => {
      await one.fault('503', { vendor: 'livekit', times: 500 });
      await release(TAKEN_BACK);
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(await owned()).toContain(TAKEN_BACK);
      expect(codeOf(await ask('POST', TAKEN_BACK, '/plane', { plane: 'webhook' }))).toBe('number.releasing');
      const kept = await ask('POST', TAKEN_BACK, '/plane', { plane: 'none' });
      await world.control('DELETE', '/faults');
      await one.repair();
      expect(['succeeded', 'superseded']).toContain(await one.finished(kept));
      expect(await owned()).toContain(TAKEN_BACK);
      expect((await shown('?contains=14155550133'))[0]).toMatchObject({ status: 'owned', plane: null });
      expect(await row(TAKEN_BACK)).toMatchObject({ trunkSid: null });
    });
  });

  describe('is named', () => {
    it('here without asking Twilio', async () => {
      const { lastId } = await one.mutations();
      const answer = await ask('PATCH', NAMED, '', { label: 'Front desk' });
      expect(answer.body).toMatchObject({ number: { label: 'Front desk', friendlyName: NAMED }, run: null });
      expect((await ask('PATCH', NAMED, '', { label: null })).body).toMatchObject({ number: { label: null } });
      expect((await one.mutations(lastId)).count).toBe(0);
    });

    it('at Twilio once: whoever names it otherwise there later keeps that', async () => {
      expect(await one.finished(await ask('PATCH', NAMED, '', { friendlyName: 'Büro ☎' }))).toBe('succeeded');
      expect(await row(NAMED)).toMatchObject({ friendlyName: 'Büro ☎' });
      expect((await shown('?contains=14155550134'))[0]).toMatchObject({ friendlyName: 'Büro ☎' });
      const phoneNumberSid = (await row(NAMED))['sid'];
      await one.edit('set-number-field', { phoneNumberSid, fields: { friendlyName: 'By hand' } });
      expect((await one.post('/trunk/verify')).body).toMatchObject({ isEmpty: true });
      expect(await one.repair()).toBe('succeeded');
      expect(await row(NAMED)).toMatchObject({ friendlyName: 'By hand' });
    });
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});
