import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isSealed } from '@app/secrets';
import type { LegacyRow } from '../../apps/api/src/commands/legacy-rows.store.js';
import { trunksCommand } from '../../apps/api/src/commands/trunks-command.js';
import type { RunningApi } from '../../apps/api/src/start-api.js';
import type { SandboxAccount } from '../../proofs/harness/world.js';
import { ask, serviceOf, signUp, Workplace, type SignedUp } from './workplace.js';

const SIP_PASSWORD = 'Origin-Password-001';
const RECORDING = { mode: 'record-from-answer', trim: 'do-not-trim' };

interface OriginTrunk {
  readonly trunkSid: string;
  readonly credentialListSid: string;
  readonly domainName: string;
}

/** A trunk as the origin system builds one. */
async function originTrunk(place: Workplace, account: SandboxAccount): Promise<OriginTrunk> {
  const domainName = `user-${account.accountSid.slice(2, 12)}-1700000000.pstn.twilio.com`;
  const lists = `/2010-04-01/Accounts/${account.accountSid}/SIP/CredentialLists`;
  const trunk = await place.twilio<{ sid: string }>(account, 'trunking', '/v1/Trunks', {
    FriendlyName: 'main-trunk-1700000000',
    DomainName: domainName,
  });
  const list = await place.twilio<{ sid: string }>(account, 'api', `${lists}.json`, {
    FriendlyName: 'sip-credentials',
  });
  const user = { Username: 'sip-origin', Password: SIP_PASSWORD };
  await place.twilio(account, 'api', `${lists}/${list.sid}/Credentials.json`, user);
  await place.twilio(account, 'trunking', `/v1/Trunks/${trunk.sid}/CredentialLists`, { CredentialListSid: list.sid });
  await place.twilio(account, 'trunking', `/v1/Trunks/${trunk.sid}/Recording`, {
    Mode: RECORDING.mode,
    Trim: RECORDING.trim,
  });
  return { trunkSid: trunk.sid, credentialListSid: list.sid, domainName };
}

describe('npm run trunks -- complete', () => {
  let place: Workplace;
  let ada: SignedUp;
  let origin: OriginTrunk;
  const accounts: SandboxAccount[] = [];
  const ids = {
    full: randomUUID(),
    bare: randomUUID(),
    older: randomUUID(),
    active: randomUUID(),
    refused: randomUUID(),
  };
  const said: string[] = [];
  const complete = async (...more: string[]) => {
    const told = await place.run(trunksCommand, ['complete', ...more]);
    said.push(...told.lines);
    return told;
  };
  const rows = async (api: RunningApi) =>
    (await serviceOf(api).from('user_twilio_credentials').select('*').order('id')).data ?? [];
  const state = async () => place.control('GET', '/state?dates=0');

  beforeAll(async () => {
    place = await Workplace.open();
    for (let count = 0; count < 4; count += 1) accounts.push(await place.control('POST', '/accounts', {}));
    const [full, bare, twice, refused] = accounts as [SandboxAccount, SandboxAccount, SandboxAccount, SandboxAccount];
    origin = await originTrunk(place, full);
    await place.served(async (api) => {
      ada = await signUp(api, 'ada');
      const bob = await signUp(api, 'bob');
      const legacy = (id: string, owner: SignedUp, account: SandboxAccount, more: Partial<LegacyRow> = {}) => ({
        id,
        user_id: owner.userId,
        account_sid: account.accountSid,
        auth_token: account.authToken,
        label: 'Production',
        is_active: false,
        status: 'legacy',
        ...more,
      });
      const { error } = await serviceOf(api)
        .from('user_twilio_credentials')
        .insert([
          legacy(ids.full, ada, full, {
            is_active: true,
            trunk_sid: origin.trunkSid,
            domain_name: origin.domainName,
            domain_prefix: origin.domainName.split('.')[0] ?? '',
            credential_list_sid: origin.credentialListSid,
            sip_username: 'sip-origin',
            sip_password: SIP_PASSWORD,
          }),
          legacy(ids.bare, ada, bare),
          legacy(ids.older, bob, twice),
          legacy(ids.active, bob, twice, { is_active: true, label: '' }),
          legacy(ids.refused, bob, { ...refused, authToken: 'f'.repeat(32) }),
        ]);
      if (error !== null) throw new Error(error.message);
    });
  });
  afterAll(async () => place.close());

  it('is hidden from tenants until then', async () => {
    await place.served(async (api) => expect(await ask(api, ada.token, 'GET', '/twilio-credentials')).toEqual([]));
  });

  it('says first what it would do, and does nothing', async () => {
    const before = await state();
    const { code, lines } = await complete('--dry-run');
    expect(code).toBe(1);
    expect(lines).toContainEqual(expect.stringContaining(`Adopt the existing trunk ${origin.trunkSid}`));
    expect(lines.at(-1)).toBe('Would complete 3, left alone 1, could not look at 1. Nothing was changed.');
    expect(await state()).toEqual(before);
    await place.served(async (api) => expect((await rows(api)).every((row) => row.status === 'legacy')).toBe(true));
  });

  it('adopts what is there, builds what is missing, and leaves alone what it must', async () => {
    const { code, lines } = await complete();
    const lineOf = (id: string) => lines.find((line) => line.includes(id));
    expect(lineOf(ids.full)).toContain(`completed as ${origin.domainName}: adopted ${origin.trunkSid}`);
    expect(lineOf(ids.bare)).toMatch(/completed as tl-[a-z2-7]+\.pstn\.twilio\.com: created 6\./);
    expect(lineOf(ids.active)).toContain('completed as ');
    expect(lineOf(ids.older)).toContain(
      `left alone: another row has the same account and is the active one (${ids.active})`,
    );
    expect(lineOf(ids.refused)).toContain('left untouched: ');
    expect([code, lines.at(-1)]).toEqual([1, 'Completed 3, left alone 1, failed 1.']);
  });

  it('seals what it completes, and touches nothing else', async () => {
    const found = await place.served(rows);
    const rowOf = (id: string) => found.find((row) => row.id === id);
    for (const id of [ids.full, ids.bare, ids.active]) {
      const row = rowOf(id);
      expect(row).toMatchObject({ status: 'ready', resource_name: expect.stringMatching(/^trunkline:/) });
      expect([row?.auth_token, row?.sip_password].map((value) => isSealed(value ?? ''))).toEqual([true, true]);
    }
    expect(rowOf(ids.full)).toMatchObject({
      trunk_sid: origin.trunkSid,
      credential_list_sid: origin.credentialListSid,
      domain_name: origin.domainName,
      sip_username: 'sip-origin',
      recording_mode: RECORDING.mode,
      is_active: true,
      label: 'Production',
    });
    expect(rowOf(ids.bare)).toMatchObject({ label: 'Production (2)', is_active: false });
    expect(rowOf(ids.older)).toMatchObject({ status: 'legacy', auth_token: accounts[2]?.authToken });
    expect(rowOf(ids.refused)).toMatchObject({ status: 'legacy', auth_token: 'f'.repeat(32) });
  });

  it('goes on with the user name and the password that agents use today', async () => {
    await place.served(async (api) => {
      const key = await ask<{ token: string }>(api, ada.token, 'POST', '/api-keys', {
        name: 'agent',
        scopes: ['sip-config:read'],
      });
      expect(await ask(api, key.token, 'GET', '/sip-config?mode=inline')).toMatchObject({
        outbound: {
          ready: true,
          trunk: { hostname: origin.domainName, authUsername: 'sip-origin', authPassword: SIP_PASSWORD },
        },
      });
      expect(await ask(api, ada.token, 'GET', `/twilio-credentials/${ids.full}/trunk/plan`)).toMatchObject({
        isEmpty: true,
      });
    });
    const account = await place.control<object>('GET', `/state/accounts/${accounts[0]?.accountSid ?? ''}`);
    expect(JSON.stringify(account)).toContain(SIP_PASSWORD);
    expect(JSON.stringify(account)).toContain(RECORDING.mode);
  });

  it('changes nothing the second time', async () => {
    const [before, rowsBefore] = [await state(), await place.served(rows)];
    const { lines } = await complete();
    expect(lines.at(-1)).toBe('Completed 0, left alone 1, failed 1.');
    expect([await state(), await place.served(rows)]).toEqual([before, rowsBefore]);
  });

  it('lists every account with its state', async () => {
    const { code, lines } = await place.run(trunksCommand, ['list']);
    said.push(...lines);
    expect([code, lines.length]).toEqual([0, 6]);
    expect(lines.at(-1)).toContain('5 in all, 2 of the origin system');
  });

  it('never prints a secret', () => {
    const text = said.join('\n');
    for (const secret of [SIP_PASSWORD, 'f'.repeat(32), ...accounts.map((account) => account.authToken)]) {
      expect(text).not.toContain(secret);
    }
  });

  it('explains itself when asked for something else', async () => {
    for (const args of [[], ['complete', '--force'], ['complete', '--dry-run', 'x'], ['delete']]) {
      expect(await place.run(trunksCommand, args)).toMatchObject({
        code: 64,
        lines: [expect.stringMatching(/^Usage:/)],
      });
    }
  });
});
