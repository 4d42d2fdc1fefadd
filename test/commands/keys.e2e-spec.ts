import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addKey } from '../../apps/api/src/commands/key-file.js';
import { keysCommand } from '../../apps/api/src/commands/keys-command.js';
import { SealedValuesStore } from '../../apps/api/src/commands/sealed-values.store.js';
import { AgentEndpointsStore, type AgentEndpoint } from '../../apps/api/src/trunks/agent-endpoints.store.js';
import type { RunningApi } from '../../apps/api/src/start-api.js';
import { startThrowawayPostgres } from '../../libs/supabase/src/testing/throwaway-postgres.js';
import type { SandboxAccount } from '../../proofs/harness/world.js';
import { ask, serviceOf, signUp, Workplace, type Told } from './workplace.js';

interface KeyFile {
  readonly encryptionKeys: Record<string, string>;
  readonly primaryEncryptionKey: string;
}

const keysOf = (place: Workplace): KeyFile =>
  JSON.parse(readFileSync(join(place.dataDir, 'keys.json'), 'utf8')) as KeyFile;

/** Tenants with stored secrets: two sealed values each. */
async function store(place: Workplace, api: RunningApi, names: readonly string[]): Promise<SandboxAccount[]> {
  return Promise.all(
    names.map(async (name) => {
      const { token } = await signUp(api, name);
      const account = await place.control<SandboxAccount>('POST', '/accounts', {});
      const { accountSid, authToken } = account;
      await ask(api, token, 'POST', '/twilio-credentials', { accountSid, authToken, provision: false });
      return account;
    }),
  );
}

describe('npm run keys, with the ring in the data folder', () => {
  let place: Workplace;
  let accounts: SandboxAccount[];
  const told: Told[] = [];
  const keys = async (...args: string[]): Promise<Told> => {
    const answer = await place.run(keysCommand, args);
    told.push(answer);
    return answer;
  };
  beforeAll(async () => {
    place = await Workplace.open();
    accounts = await place.served(async (api) => store(place, api, ['ada', 'bob', 'cy']));
  });
  afterAll(async () => place.close());

  it('is refused while a server has the data folder', async () => {
    const { code, lines } = await place.served(async () => keys('rotate'));
    expect([code, lines]).toEqual([75, [expect.stringMatching(/^The data folder is in use by process/)]]);
  });

  it('rotates every value to a new key, kept private, and everything still opens', async () => {
    const before = keysOf(place);
    const { code, lines } = await keys('rotate');
    const after = keysOf(place);
    expect([code, lines[1]]).toEqual([0, `Re-wrapped 6 values of 3 credentials under ${after.primaryEncryptionKey}.`]);
    expect(Object.keys(before.encryptionKeys)).not.toContain(after.primaryEncryptionKey);
    expect(statSync(join(place.dataDir, 'keys.json')).mode & 0o777).toBe(0o600);
    expect(await keys('verify')).toEqual({ code: 0, lines: ['6 of 6 sealed values of 3 credentials open.'] });
  });

  it('finishes a rotation that was killed half-way, instead of beginning another', async () => {
    const added = addKey(place.dataDir, { makePrimary: true });
    // What the killed command held is not waited for: nobody else can be in the folder.
    await place.served(async (api) =>
      serviceOf(api).rpc('acquire_lease', {
        p_name: 'command:encryption-keys',
        p_holder: 'a killed command',
        p_ttl_seconds: 60,
      }),
    );
    expect((await keys('rotate')).lines[0]).toBe(`Re-wrapped 6 values of 3 credentials under ${added}.`);
    expect(keysOf(place).primaryEncryptionKey).toBe(added);
  });

  it('retires a key only when nothing is sealed with it', async () => {
    const [oldest = '', second = '', primary = ''] = Object.keys(keysOf(place).encryptionKeys);
    expect(await keys('retire', primary)).toMatchObject({ code: 1, lines: [expect.stringContaining('primary')] });
    expect(await keys('retire', 'k0')).toMatchObject({ code: 1, lines: [expect.stringContaining('no key k0')] });
    expect((await keys('retire', oldest)).code).toBe(0);
    expect(Object.keys(keysOf(place).encryptionKeys)).toEqual([second, primary]);
    // The next start has only what is left.
    expect((await keys('verify')).code).toBe(0);
    addKey(place.dataDir, { makePrimary: true });
    const refused = await keys('retire', primary);
    expect(refused).toMatchObject({ code: 1, lines: [expect.stringContaining('still seals 6 values')] });
  });

  it('says which value does not open, and never what it holds', async () => {
    const credentialId = await place.served(async (api) => {
      const service = serviceOf(api);
      const { data } = await service.from('user_twilio_credentials').select('id, auth_token').order('id').limit(2);
      const [first, second] = data ?? [];
      // Another row's token, intact: the place it is bound to gives it away.
      await service
        .from('user_twilio_credentials')
        .update({ auth_token: second?.auth_token ?? '' })
        .eq('id', first?.id ?? '');
      return first?.id ?? '';
    });
    const sentence = `Does not open: auth_token of credential ${credentialId}.`;
    expect(await keys('verify')).toMatchObject({
      code: 1,
      lines: [sentence, '5 of 6 sealed values of 3 credentials open.'],
    });
    expect(await keys('rotate')).toMatchObject({ code: 1, lines: expect.arrayContaining([sentence]) });
  });

  it('explains itself when asked for something else', async () => {
    for (const args of [[], ['constructor'], ['rotate', 'x'], ['retire']]) {
      expect(await keys(...args)).toMatchObject({ code: 64, lines: [expect.stringMatching(/^Usage:/)] });
    }
  });

  it('never prints a secret', () => {
    const text = told.flatMap(({ lines }) => lines).join('\n');
    const { encryptionKeys } = keysOf(place);
    for (const secret of [...Object.values(encryptionKeys), ...accounts.map((account) => account.authToken)]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('npm run keys, with the ring in the environment', () => {
  const newKey = (keyId: string): string => `${keyId}:${randomBytes(32).toString('base64')}`;

  it('re-wraps to the primary key that the operator has chosen, and otherwise says how to add one', async () => {
    const [first, second] = [newKey('k1'), newKey('k2')];
    const place = await Workplace.open({ ENCRYPTION_KEYS: first });
    try {
      await place.served(async (api) => store(place, api, ['ada']));
      const idle = await place.run(keysCommand, ['rotate']);
      expect(idle).toMatchObject({
        code: 0,
        lines: [expect.stringMatching(/^Nothing to do: 2 values/), expect.anything()],
      });
      const both = { ENCRYPTION_KEYS: `${first},${second}`, ENCRYPTION_PRIMARY_KEY: 'k2' };
      const rotated = await place.run(keysCommand, ['rotate'], both);
      expect(rotated.lines[0]).toBe('Re-wrapped 2 values of 1 credential under k2.');
      expect((await place.run(keysCommand, ['retire', 'k1'], both)).lines[0]).toContain(
        'Remove it from ENCRYPTION_KEYS',
      );
      const alone = await place.run(keysCommand, ['verify'], { ENCRYPTION_KEYS: second });
      expect(alone).toEqual({ code: 0, lines: ['2 of 2 sealed values of 1 credential open.'] });
    } finally {
      await place.close();
    }
  });
});

describe('npm run keys, with agents', () => {
  it('re-wraps and opens the passwords of their endpoints too, and names one that does not open', async () => {
    const place = await Workplace.open();
    try {
      const endpoints = async (api: RunningApi): Promise<readonly AgentEndpoint[]> => {
        const { data } = await serviceOf(api).from('user_twilio_credentials').select('id, user_id').single();
        const [userId, credentialId] = [data?.user_id ?? '', data?.id ?? ''];
        const store = api.app.get(AgentEndpointsStore, { strict: false });
        await store.ensure(userId, credentialId);
        return store.list(userId, credentialId);
      };
      const [made] = await place.served(async (api) => {
        await store(place, api, ['ada']);
        const service = serviceOf(api);
        const { data } = await service.from('user_twilio_credentials').select('id, user_id').single();
        const owner = { user_id: data?.user_id ?? '', credential_id: data?.id ?? '' };
        const number = { phone_number: '+15551230009', phone_number_sid: 'PN9', plane: 'webhook' };
        await service.from('user_phone_numbers').insert({ ...owner, ...number });
        await service.from('agents').insert({ user_id: owner.user_id, name: 'a', agent_name: 'a' });
        return endpoints(api);
      });
      const rotated = await place.run(keysCommand, ['rotate']);
      expect(rotated.lines[1]).toMatch(/^Re-wrapped 3 values of 1 credential under /);
      const [again] = await place.served(endpoints);
      expect(again?.sipPassword.reveal()).toBe(made?.sipPassword.reveal());
      expect(again).toMatchObject({ sipUser: made?.sipUser, endpointId: made?.endpointId });
      await place.served(async (api) =>
        serviceOf(api)
          .from('agent_endpoints')
          .update({ sip_password: 'v1.damaged' })
          .eq('id', made?.endpointId ?? ''),
      );
      expect(await place.run(keysCommand, ['verify'])).toEqual({
        code: 1,
        lines: [
          `Does not open: sip_password of agent endpoint ${made?.endpointId ?? ''}.`,
          '2 of 3 sealed values of 1 credential open.',
        ],
      });
    } finally {
      await place.close();
    }
  });
});

describe('npm run keys, beside a running server on PostgreSQL', () => {
  it('adds the key first and uses it after the restart, so that the server never meets a value it cannot open', async () => {
    const postgres = await startThrowawayPostgres();
    if (postgres === undefined) {
      console.warn('not tried: no PostgreSQL is installed here');
      return;
    }
    const place = await Workplace.open({ DATABASE_URL: postgres.url });
    try {
      const old = await place.served(async (api) => {
        await store(place, api, ['ada']);
        const added = await place.run(keysCommand, ['rotate']);
        expect([added.code, added.lines[0]]).toEqual([0, expect.stringMatching(/^Step 1 of 2/)]);
        return keysOf(place).primaryEncryptionKey;
      });
      await place.served(async (api) => {
        const rotated = await place.run(keysCommand, ['rotate']);
        expect(rotated.lines.slice(0, 2)).toEqual([
          expect.stringMatching(/^Step 2 of 2/),
          expect.stringMatching(/^Re-wrapped 2 values/),
        ]);
        // This server still seals with the old key, and opens both.
        await store(place, api, ['bob']);
        expect(await place.run(keysCommand, ['retire', old])).toMatchObject({ code: 1 });
        expect((await place.run(keysCommand, ['rotate'])).lines[0]).toMatch(/^Re-wrapped 2 values of 1 credential/);
        expect((await place.run(keysCommand, ['retire', old])).lines[0]).toContain('--servers-restarted');
        expect((await place.run(keysCommand, ['verify'])).code).toBe(0);
      });
      expect((await place.run(keysCommand, ['retire', old, '--servers-restarted'])).code).toBe(0);
      expect((await place.run(keysCommand, ['verify'])).code).toBe(0);
    } finally {
      await place.close();
      await postgres.stop();
    }
  });

  it('gives way to what a server writes meanwhile', async () => {
    const place = await Workplace.open();
    await place.served(async (api) => {
      await store(place, api, ['ada']);
      const values = new SealedValuesStore(serviceOf(api));
      for await (const row of values.rows()) {
        const stale = { ...row, values: new Map([['auth_token', 'v1.read.before.it.changed']] as const) };
        expect(await values.replace(stale, new Map([['auth_token', 'v1.new']]))).toBe(false);
        expect((await values.find(row))?.values).toEqual(row.values);
      }
    });
    await place.close();
  });
});
