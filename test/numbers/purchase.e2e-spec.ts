import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { TenantDatabase } from '../../apps/api/src/database/tenant-database.js';
import { unwrap } from '../../apps/api/src/database/unwrap.js';
import { PurchaseSweeper } from '../../apps/api/src/numbers/purchase-sweeper.js';
import { TenantAccount } from '../../proofs/harness/tenant-account.js';
import { vendorApi } from '../../proofs/harness/vendor-api.js';
import type { Answer, World } from '../../proofs/harness/world.js';
import { startCheckedWorld, type CheckedWorld } from '../trunks/checked-world.js';

const BUY = { vendor: 'twilio', method: 'POST', path: '/IncomingPhoneNumbers' } as const;
const FIND = { vendor: 'twilio', method: 'GET', path: '/IncomingPhoneNumbers' } as const;

/** Which faults meet which requests, how often the tenant asks, and what the last answer is. */
const TROUBLES: readonly (readonly [
  name: string,
  faults: readonly object[],
  submits: 'once' | 'twice' | 'five at once',
  last: number,
])[] = [
  ['nothing', [], 'once', 201],
  ['nothing, and it is sent twice', [], 'twice', 201],
  ['nothing, and it is sent five times at once', [], 'five at once', 201],
  ['a time-out after it was bought', [{ kind: 'timeout-after', ...BUY }], 'once', 201],
  ['a 500 after it was bought', [{ kind: '500-after', ...BUY }], 'once', 201],
  ['a 503 after it was bought, five at once', [{ kind: '503-after', ...BUY }], 'five at once', 201],
  ['a reset after it was bought', [{ kind: 'reset-after', ...BUY }], 'once', 201],
  ['an answer cut off, and it is sent twice', [{ kind: 'cut-after', ...BUY }], 'twice', 201],
  ['a page of a gateway after it was bought', [{ kind: 'html-200-after', ...BUY }], 'once', 201],
  ['a reset before it was bought', [{ kind: 'reset-before', ...BUY }], 'twice', 201],
  ['a 500 before it was bought', [{ kind: '500', ...BUY }], 'twice', 201],
  ['a 429', [{ kind: '429', ...BUY }], 'once', 201],
  [
    'a reset after it was bought, and no look-up works',
    [
      { kind: 'reset-after', ...BUY },
      { kind: '500', ...FIND, times: 40, skip: 1 },
    ],
    'once',
    503,
  ],
];

describe('buying a number', () => {
  let checked: CheckedWorld;
  let world: World;
  let one: TenantAccount;
  let serial = 0;
  const forSale = (): string => {
    serial += 1;
    return `+1503555${String(100 + serial).padStart(4, '0')}`;
  };
  const buy = (body: object, headers: Record<string, string> = {}): Promise<Answer> =>
    one.numbers('POST', '', body, headers);
  const codeOf = ({ body }: Answer): unknown => (body as { code?: string }).code;
  const owned = async (): Promise<string[]> =>
    Object.values((await one.state()).numbers).map(({ phoneNumber }) => phoneNumber);
  const rowsOf = async (phoneNumber: string) =>
    unwrap(
      await world.api.app
        .get(TenantDatabase, { strict: false })
        .service()
        .from('user_phone_numbers')
        .select('id, status, phone_number_sid')
        .eq('phone_number', phoneNumber),
    );
  /** How often Twilio was asked to sell this number, and how often it did. */
  const asked = async (phoneNumber: string, since: number): Promise<{ asked: number; sold: number }> => {
    const path = `/requests?vendor=twilio&account=${one.account.accountSid}&mutating=1&since=${String(since)}`;
    const { requests } = await world.control<{ requests: { operation: string; status?: number }[] }>('GET', path);
    const buys = requests.filter(({ operation }) => operation === 'CreateIncomingPhoneNumber');
    return { asked: buys.length, sold: (await owned()).filter((number) => number === phoneNumber).length };
  };
  const noFaults = (): Promise<unknown> => world.control('DELETE', '/faults');

  beforeAll(async () => {
    checked = await startCheckedWorld();
    ({ world } = checked);
    one = await TenantAccount.connected(world, 'buyer');
  });
  afterAll(async () => world.stop());

  it.each(TROUBLES)('ends with one number or none after %s', async (_, faults, submits, last) => {
    const phoneNumber = forSale();
    const before = await owned();
    const { lastId } = await one.mutations();
    for (const fault of faults) {
      const { kind, ...more } = fault as { kind: string };
      await one.fault(kind, more);
    }
    const headers = { 'idempotency-key': randomUUID() };
    const times = submits === 'once' ? 1 : submits === 'twice' ? 2 : 5;
    const answers: Answer[] = [];
    if (submits === 'five at once') {
      answers.push(...(await Promise.all(Array.from({ length: times }, async () => buy({ phoneNumber }, headers)))));
    } else {
      for (let n = 0; n < times; n += 1) answers.push(await buy({ phoneNumber }, headers));
    }
    expect(answers.at(-1)?.status).toBe(last);
    const ids = answers
      .filter(({ status }) => status === 201)
      .map(({ body }) => (body as { number: { numberId: string } }).number.numberId);
    expect(new Set(ids).size).toBeLessThanOrEqual(1);
    await noFaults();
    // Whatever was answered: asked once more, there is one, and no other number came with it.
    expect((await buy({ phoneNumber }, headers)).body).toMatchObject({
      number: { phoneNumber, status: 'owned', plane: null },
    });
    expect((await owned()).toSorted()).toEqual([...before, phoneNumber].toSorted());
    expect(await rowsOf(phoneNumber)).toMatchObject([
      { status: 'owned', phone_number_sid: expect.stringMatching(/^PN/) },
    ]);
    expect((await asked(phoneNumber, lastId)).sold).toBe(1);
  });

  it('asks Twilio once when the answer was lost: it looks the number up instead', async () => {
    const phoneNumber = forSale();
    const { lastId } = await one.mutations();
    await one.fault('500-after', BUY);
    expect((await buy({ phoneNumber })).status).toBe(201);
    expect(await asked(phoneNumber, lastId)).toEqual({ asked: 1, sold: 1 });
  });

  describe('after a process was killed', () => {
    /** What it leaves behind that asked Twilio so long ago; null: not yet. */
    const left = async (phoneNumber: string, agoMs: number | null): Promise<string> => {
      const row = {
        id: randomUUID(),
        user_id: one.tenant.userId,
        credential_id: one.credentialId,
        phone_number: phoneNumber,
        status: 'buying',
        attempted_at: agoMs === null ? null : new Date(Date.now() - agoMs).toISOString(),
        purchase_holder: 'killed',
        purchase_held_until: '2001-01-01T00:00:00Z',
        created_at: '2001-01-01T00:00:00Z',
      };
      const service = world.api.app.get(TenantDatabase, { strict: false }).service();
      unwrap(await service.from('user_phone_numbers').insert(row));
      return row.id;
    };
    const sold = (phoneNumber: string): Promise<unknown> =>
      vendorApi(one)(`/2010-04-01/Accounts/${one.account.accountSid}/IncomingPhoneNumbers.json`, {
        PhoneNumber: phoneNumber,
      });
    const sweep = (): Promise<void> => world.api.app.get(PurchaseSweeper, { strict: false }).sweep();

    it.each([
      ['before Twilio was asked', null, false],
      ['while Twilio was asked, in vain', 0, false],
      ['after Twilio had sold it', 0, true],
    ])('%s, the same request gets the number', async (_, agoMs, isSold) => {
      const phoneNumber = forSale();
      const numberId = await left(phoneNumber, agoMs);
      if (isSold) await sold(phoneNumber);
      const { lastId } = await one.mutations();
      expect((await buy({ phoneNumber })).body).toMatchObject({ number: { numberId, status: 'owned' } });
      expect(await asked(phoneNumber, lastId)).toEqual({ asked: isSold ? 0 : 1, sold: 1 });
    });

    it.each([
      ['completed if Twilio had sold it', 0, true, ['owned']],
      ['kept while that cannot be told', 0, false, ['buying']],
      ['forgotten if Twilio had not', 3_600_000, false, []],
    ])('a purchase that nobody asks for again is %s, and Twilio is not asked', async (_, agoMs, isSold, statuses) => {
      const phoneNumber = forSale();
      await left(phoneNumber, agoMs);
      if (isSold) await sold(phoneNumber);
      const { lastId } = await one.mutations();
      await sweep();
      expect((await rowsOf(phoneNumber)).map(({ status }) => status)).toEqual(statuses);
      expect((await asked(phoneNumber, lastId)).asked).toBe(0);
    });
  });

  describe('is refused in a tenant’s words, and leaves nothing behind', () => {
    const address = `AD${'1'.repeat(32)}`;
    it.each([
      ['+442079460077', {}, 'number.address_required'],
      ['+4930231250', {}, 'number.not_available'],
      ['+493023125077', { addressSid: address }, 'number.bundle_required'],
      ['+15005550000', {}, 'number.not_available'],
      ['+15005550001', {}, 'number.not_available'],
    ])('%s %j: %s', async (phoneNumber, more, code) => {
      expect(codeOf(await buy({ phoneNumber, ...more }))).toBe(code);
      expect(await rowsOf(phoneNumber)).toEqual([]);
    });

    it('passes address and bundle on', async () => {
      const phoneNumber = '+493023125077';
      const bundleSid = `BU${'2'.repeat(32)}`;
      const answer = await buy({ phoneNumber, addressSid: address, bundleSid, friendlyName: 'Büro', label: 'Berlin' });
      expect(answer.body).toMatchObject({ number: { friendlyName: 'Büro', label: 'Berlin' }, run: null });
      const number = Object.values((await one.state()).numbers).find((row) => row.phoneNumber === phoneNumber);
      expect(number).toMatchObject({ addressSid: address, bundleSid });
    });

    it('on a trial account with a number', async () => {
      const trial = await TenantAccount.make(world, 'trial', { type: 'Trial' });
      await trial.connect({ acceptTrial: true });
      const { accountSid } = trial.account;
      await world.control('POST', `/accounts/${accountSid}/numbers`, { numbers: [forSale()] });
      expect(codeOf(await trial.numbers('POST', '', { phoneNumber: forSale() }))).toBe('number.trial_limit');
    });

    it('when the key stood for another number, or is none', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      await buy({ phoneNumber: forSale() }, headers);
      expect(codeOf(await buy({ phoneNumber: forSale() }, headers))).toBe('idempotency.key_reused');
      expect(codeOf(await buy({ phoneNumber: forSale() }, { 'idempotency-key': 'short' }))).toBe(
        'idempotency.malformed_key',
      );
    });

    it('when another tenant has the number', async () => {
      const other = await TenantAccount.connected(world, 'other-buyer');
      const phoneNumber = forSale();
      await buy({ phoneNumber });
      const answer = await other.numbers('POST', '', { phoneNumber });
      expect(codeOf(answer)).toBe('number.taken');
      expect(answer.text).not.toContain(one.credentialId);
    });
  });

  it('puts the number on a plane when asked to', async () => {
    const phoneNumber = forSale();
    const answer = await buy({ phoneNumber, plane: 'webhook' });
    expect(await one.finished(answer)).toBe('succeeded');
    const number = Object.values((await one.state()).numbers).find((row) => row.phoneNumber === phoneNumber);
    expect(number).toMatchObject({ voiceUrl: expect.stringContaining('/webhooks/twilio/') });
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});
