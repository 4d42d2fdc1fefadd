import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TenantAccount } from '../../proofs/harness/tenant-account.js';
import type { Answer, World } from '../../proofs/harness/world.js';
import { startCheckedWorld, type CheckedWorld } from '../trunks/checked-world.js';

interface NumberBody {
  readonly numberId: string;
  readonly phoneNumber: string;
  readonly plane: string | null;
}

describe('the numbers of an account', () => {
  let checked: CheckedWorld;
  let world: World;
  let one: TenantAccount;
  let other: TenantAccount;
  const ask = (tenant: TenantAccount, method: string, path: string, body?: object): Promise<Answer> =>
    world.send(method, `/api/v1/phone-numbers${path}`, {
      as: tenant.tenant.accessToken,
      ...(body === undefined ? {} : { body }),
    });
  const numbersOf = ({ body }: Answer): string[] =>
    (body as { numbers: NumberBody[] }).numbers.map(({ phoneNumber }) => phoneNumber);
  const give = (tenant: TenantAccount, numbers: readonly string[]): Promise<unknown> =>
    world.control('POST', `/accounts/${tenant.account.accountSid}/numbers`, { numbers });

  beforeAll(async () => {
    checked = await startCheckedWorld();
    ({ world } = checked);
    [one, other] = await Promise.all([
      TenantAccount.connected(world, 'numbers-one'),
      TenantAccount.connected(world, 'numbers-other'),
    ]);
    await give(one, ['+14155550111', '+14155550112', '+14155550113', '+442079460001']);
  });
  afterAll(async () => world.stop());

  describe('for sale', () => {
    it('are searched in the active account, with what Twilio demands before it sells', async () => {
      const answer = await ask(one, 'GET', '/available?country=us&areaCode=503&limit=2');
      expect(answer.body).toMatchObject({
        credentialId: one.credentialId,
        country: 'US',
        type: 'local',
        types: ['local', 'toll_free'],
        explanation: null,
        numbers: [
          { locality: 'Portland', addressRequirement: 'none', needs: null, capabilities: { voice: true } },
          { region: 'OR' },
        ],
      });
      const german = await ask(one, 'GET', '/available?country=DE&limit=1');
      expect(german.body).toMatchObject({
        numbers: [{ addressRequirement: 'local', needs: expect.stringContaining('addressSid') }],
      });
    });

    it('are filtered by what they can do and what they contain', async () => {
      const path = '/available?country=GB&type=mobile&capabilities=voice,sms&contains=%2B4477009000**';
      const answer = await ask(one, 'GET', path);
      const found = numbersOf(answer);
      expect(found.length).toBeGreaterThan(0);
      expect(found.every((number) => number.startsWith('+4477009000'))).toBe(true);
    });

    it('say why nothing was found', async () => {
      const none = await ask(one, 'GET', '/available?country=US&areaCode=999');
      expect(none.body).toMatchObject({ numbers: [], explanation: expect.stringContaining('area code 999') });
      const codes = await Promise.all(
        ['country=XX', 'country=US&type=mobile', 'country=GB&areaCode=415'].map(async (query) => {
          const { body } = await ask(one, 'GET', `/available?${query}`);
          return (body as { code: string }).code;
        }),
      );
      expect(codes).toEqual([
        'number.country_not_offered',
        'number.type_not_offered',
        'number.area_code_not_supported',
      ]);
    });
  });

  describe('imported', () => {
    it('are there once, however often they are imported, and nothing changes at Twilio', async () => {
      const before = await one.state();
      const first = await ask(one, 'POST', '/import', {});
      expect(first.body).toEqual({
        credentialId: one.credentialId,
        imported: ['+14155550111', '+14155550112', '+14155550113', '+442079460001'],
        known: [],
        skipped: [],
        missing: [],
      });
      const again = await Promise.all([1, 2, 3].map(async () => ask(one, 'POST', '/import', {})));
      expect(again.map(({ body }) => (body as { known: string[] }).known.length)).toEqual([4, 4, 4]);
      expect(numbersOf(await ask(one, 'GET', ''))).toHaveLength(4);
      expect(await one.state()).toEqual(before);
    });

    it('are paged by number, filtered, and another tenant’s are not among them', async () => {
      const first = await ask(one, 'GET', '?limit=3');
      const { nextCursor } = first.body as { nextCursor: string };
      const second = await ask(one, 'GET', `?limit=3&cursor=${nextCursor}`);
      expect([...numbersOf(first), ...numbersOf(second)]).toEqual([
        '+14155550111',
        '+14155550112',
        '+14155550113',
        '+442079460001',
      ]);
      expect((second.body as { nextCursor: unknown }).nextCursor).toBeNull();
      expect(numbersOf(await ask(one, 'GET', '?contains=4420'))).toEqual(['+442079460001']);
      expect(numbersOf(await ask(one, 'GET', '?plane=trunk'))).toEqual([]);
      expect(numbersOf(await ask(other, 'GET', ''))).toEqual([]);
      const [number] = ((await ask(one, 'GET', '?limit=1')).body as { numbers: NumberBody[] }).numbers;
      expect((await ask(one, 'GET', `/${String(number?.numberId)}`)).body).toEqual(number);
      expect(number).toMatchObject({
        route: null,
        agent: null,
        lastCallAt: null,
        statistics: { inbound: 0, seconds: 0 },
      });
      const stranger = await ask(other, 'GET', `/${String(number?.numberId)}`);
      expect([stranger.status, (stranger.body as { code: string }).code]).toEqual([404, 'number.not_found']);
      expect((await ask(one, 'GET', '?cursor=bm9uc2Vuc2U')).status).toBe(400);
    });

    it('can be put on the trunk and taken off, and stay the tenant’s', async () => {
      const attached = await one.post('/trunk/numbers', { phoneNumber: '+14155550111' });
      expect(await one.finished(attached)).toBe('succeeded');
      expect(numbersOf(await ask(one, 'GET', '?plane=trunk'))).toEqual(['+14155550111']);
      expect(await one.finished(await one.send('DELETE', '/trunk/numbers/%2B14155550111'))).toBe('succeeded');
      expect(numbersOf(await ask(one, 'GET', '?plane=none'))).toContain('+14155550111');
    });

    it('of another tenant are skipped without saying whose they are, and found missing where they were', async () => {
      await one.finished(await one.post('/trunk/numbers', { phoneNumber: '+14155550112' }));
      const numbers = (await one.state()).numbers;
      const sids = Object.values(numbers).filter(({ phoneNumber }) => /11[23]$/.test(phoneNumber));
      // Moved between accounts at Twilio; one of them still answers here.
      for (const { sid } of sids) await one.edit('release-number', { phoneNumberSid: sid });
      await give(other, ['+14155550112', '+14155550113']);
      const answer = await ask(other, 'POST', '/import', {});
      expect(answer.body).toMatchObject({
        imported: ['+14155550113'],
        skipped: [{ phoneNumber: '+14155550112', reason: 'taken' }],
      });
      expect(answer.text).not.toContain(one.tenant.userId);
      expect(answer.text).not.toContain(one.credentialId);
      expect((await ask(one, 'POST', '/import', {})).body).toMatchObject({ missing: ['+14155550112'] });
      expect(numbersOf(await ask(one, 'GET', '?status=released'))).toEqual(['+14155550113']);
    });
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});
