import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Tenant } from '../../proofs/harness/world.js';
import { startCheckedWorld, type CheckedWorld } from './checked-world.js';
import { oneOfEach } from './one-of-each.js';
import { TenantAccount } from './tenant-account.js';

const TWILIO_CREATES: Readonly<Record<string, string>> = {
  trunk: '^/v1/Trunks$',
  'credential list': '/SIP/CredentialLists.json$',
  credential: '/Credentials.json$',
  mapping: '^/v1/Trunks/TK[0-9a-f]+/CredentialLists$',
  'origination URL': '/OriginationUrls$',
};
const LIVEKIT_CREATE = { vendor: 'livekit', path: 'CreateSIPOutboundTrunk$' };

const FAULTS: readonly (readonly [kind: string, more: object])[] = [
  ['429', {}],
  ['500-before', {}],
  ['500-after', {}],
  ['timeout-after', { ms: 120 }],
  ['reset-after', {}],
  ['html-200', {}],
];

describe('a connection whose building is disturbed', () => {
  let checked: CheckedWorld;
  let tenant: Tenant;
  let made = 0;
  beforeAll(async () => {
    checked = await startCheckedWorld();
  });
  // One of its own for each test, because requests are limited by user.
  beforeEach(async () => {
    tenant = await checked.world.signUp(`faults-${made}`);
  });
  afterAll(async () => checked.world.stop());

  const prepare = async (kind: string, more: object): Promise<TenantAccount> => {
    const one = new TenantAccount(checked.world, tenant, await checked.world.newAccount());
    await one.fault(kind, { method: 'POST', ...more });
    return one;
  };
  const build = async (one: TenantAccount): Promise<unknown> => {
    made += 1;
    await one.connect({ label: `account ${made}` });
    const afterwards = await oneOfEach(one);
    const { lastId } = await one.mutations();
    const repaired = await one.repair();
    const { count } = await one.mutations(lastId);
    return { ...afterwards, repaired, mutationsOfRepair: count };
  };
  const GOOD = {
    trunks: 1,
    lists: 1,
    credentials: 1,
    mappings: 1,
    urls: 1,
    outbound: 1,
    inbound: 0,
    rules: 0,
    samePassword: true,
    status: 'ready',
    repaired: 'succeeded',
    mutationsOfRepair: 0,
  };

  it.each(FAULTS)('ends with one of each after %s on any of Twilio’s creates', async (kind, more) => {
    const struck = await Promise.all(Object.values(TWILIO_CREATES).map((path) => prepare(kind, { path, ...more })));
    const results = await Promise.all(struck.map(build));
    expect(Object.fromEntries(Object.keys(TWILIO_CREATES).map((name, index) => [name, results[index]]))).toEqual(
      Object.fromEntries(Object.keys(TWILIO_CREATES).map((name) => [name, GOOD])),
    );
  });

  it.each(FAULTS)('ends with one outbound trunk after %s on LiveKit’s create', async (kind, more) => {
    expect(await build(await prepare(kind, { ...LIVEKIT_CREATE, ...more }))).toEqual(GOOD);
  });

  it('ends with one of each although every list lags and every create’s answer is lost', async () => {
    const one = new TenantAccount(checked.world, tenant, await checked.world.newAccount());
    await one.fault('list-lag', { ms: 60 });
    const paths = Object.values(TWILIO_CREATES);
    await Promise.all(paths.map((path) => one.fault('500-after', { method: 'POST', path })));
    expect(await build(one)).toEqual(GOOD);
  });

  it('ends with one of each when a quarter of all calls fail', async () => {
    const one = new TenantAccount(checked.world, tenant, await checked.world.newAccount());
    const kinds = ['500-after', 'reset-before', '503', 'html-200-after', 'reset-after', 'html-502'];
    await Promise.all(kinds.map((kind, index) => one.fault(kind, { skip: 4 * index })));
    expect(await build(one)).toEqual(GOOD);
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});
