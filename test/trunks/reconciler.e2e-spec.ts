import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TenantDatabase } from '../../apps/api/src/database/tenant-database.js';
import { unwrap } from '../../apps/api/src/database/unwrap.js';
import { Reconciler } from '../../apps/api/src/trunks/reconciler.js';
import { startCheckedWorld, type CheckedWorld } from './checked-world.js';
import { looksAt } from './looks-at.js';
import { oneOfEach } from './one-of-each.js';
import { only, TenantAccount } from './tenant-account.js';
import { until } from './until.js';

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
};

const METRICS_TOKEN = 'the-reader-of-these-figures-1234567890';

const logged = ({ world, credentialId }: TenantAccount, event: string): string[] =>
  world.log.lines.filter((line) => line.includes(`"${event}"`) && line.includes(credentialId));

describe('the reconciler, left to itself', () => {
  it('notices what somebody changed and puts it back, and says both', async () => {
    const checked = await startCheckedWorld({ RECONCILE_EVERY_SECONDS: '1' });
    try {
      const one = await TenantAccount.connected(checked.world, 'healed');
      await one.edit('rename-trunk', { trunkSid: (await one.trunk()).sid, friendlyName: 'mine now' });
      await until(async () => Promise.resolve(logged(one, 'drift.repaired').length > 0), 50_000);
      expect(await oneOfEach(one)).toEqual(GOOD);
      expect(logged(one, 'drift.found')[0]).toContain('friendlyName');
      const { entries } = (await one.world.send('GET', '/api/v1/audit', { as: one.tenant.accessToken })).body as {
        entries: object[];
      };
      expect(entries[0]).toMatchObject({
        actorKind: 'system',
        actorId: 'reconciler',
        action: 'trunk.repair',
        subjectId: one.credentialId,
      });
    } finally {
      await checked.world.stop();
    }
  });
});

describe('the reconciler', () => {
  let checked: CheckedWorld;
  /** Nobody touches it: it is looked at in every round. */
  let clock: TenantAccount;
  // No timer; a look that has been taken is due again at once. So each tick is a round of looks at every trunk.
  beforeAll(async () => {
    checked = await startCheckedWorld({
      RECONCILE_EVERY_SECONDS: '0',
      RECONCILE_LOOKS_PER_MINUTE: '300',
      METRICS_TOKEN,
    });
    clock = await TenantAccount.connected(checked.world, 'clock');
  });
  afterEach(async () => checked.world.control('DELETE', '/faults'));
  afterAll(async () => checked.world.stop());

  const tick = async (): Promise<void> => checked.world.api.app.get(Reconciler, { strict: false }).tick();
  const roundsPass = async (rounds: number): Promise<void> => {
    const before = await looksAt(clock);
    await ticksUntil(async () => (await looksAt(clock)) >= before + rounds);
  };
  const ticksUntil = async (condition: () => Promise<boolean>): Promise<void> =>
    until(async () => {
      await tick();
      return condition();
    }, 40_000);
  const untilLogged = async (one: TenantAccount, event: string, times: number): Promise<void> =>
    ticksUntil(async () => Promise.resolve(logged(one, event).length === times));
  const runKinds = async (one: TenantAccount): Promise<string[]> =>
    ((await one.get('/trunk')).body as { runs: { kind: string }[] }).runs.map(({ kind }) => kind);
  const deleteList = async (one: TenantAccount): Promise<void> => {
    const credentialListSid = only(Object.keys((await one.state()).credentialLists));
    await one.edit('delete-credential-list', { credentialListSid });
  };

  it('puts back what is gone on either side', async () => {
    const one = await TenantAccount.connected(checked.world, 'both-sides');
    await deleteList(one);
    const trunkId = only((await one.livekit()).outbound).sip_trunk_id;
    await one.edit('livekit-delete-outbound-trunk', { trunkId });
    await untilLogged(one, 'drift.repaired', 1);
    expect(await oneOfEach(one)).toEqual(GOOD);
    expect(logged(one, 'drift.found').join()).toMatch(/credential list.*outbound trunk/);
  });

  it('leaves a trunk alone that is as desired, and what is somebody else’s', async () => {
    const one = await TenantAccount.connected(checked.world, 'left-alone');
    const { sid: trunkSid } = await one.trunk();
    await one.edit('add-origination-url', { trunkSid });
    const { lastId } = await one.mutations();
    const before = await looksAt(one);
    const { verifiedAt } = (await one.get('/trunk')).body as { verifiedAt: string };
    await ticksUntil(async () => (await looksAt(one)) >= before + 3);
    expect((await one.mutations(lastId)).count).toBe(0);
    expect(await runKinds(one)).toEqual(['connect']);
    const { status, verifiedAt: later } = (await one.get('/trunk')).body as { status: string; verifiedAt: string };
    expect(status).toBe('ready');
    expect(Date.parse(later)).toBeGreaterThan(Date.parse(verifiedAt));
  });

  it('asks nothing of an account that refuses the token, until there is another one', async () => {
    const one = await TenantAccount.connected(checked.world, 'refused');
    const { lastId } = await one.mutations();
    const { authToken } = await checked.world.control<{ authToken: string }>(
      'POST',
      `/accounts/${one.account.accountSid}`,
      { rotateAuthToken: true },
    );
    await ticksUntil(async () => (await one.credential())['status'] === 'needs_attention');
    expect(await one.credential()).toMatchObject({ problem: { code: 'twilio.credentials_rejected' } });
    expect(logged(one, 'look.refused')).toHaveLength(1);
    const calls = async (): Promise<number> =>
      (
        await checked.world.control<{ count: number }>(
          'GET',
          `/requests/count?vendor=twilio&account=${one.account.accountSid}`,
        )
      ).count;
    const before = await calls();
    await roundsPass(3);
    expect(await calls()).toBe(before);
    await deleteList(one);
    expect((await one.mutations(lastId)).count).toBe(0);
    expect((await one.post('/rotate-auth-token', { authToken })).status).toBe(200);
    await until(async () => (await one.credential())['status'] === 'ready');
    expect(await oneOfEach(one)).toEqual(GOOD);
    const mended = await looksAt(one);
    await ticksUntil(async () => (await looksAt(one)) > mended);
  });

  it('takes what it cannot see for unknown, and waits', async () => {
    const one = await TenantAccount.connected(checked.world, 'unseen');
    const { lastId } = await one.mutations();
    await one.fault('503', { method: 'GET', times: 1_000 });
    await untilLogged(one, 'look.failed', 1);
    await roundsPass(4);
    expect(logged(one, 'look.failed')).toEqual([expect.stringMatching(/^debug /)]);
    expect((await one.mutations(lastId)).count).toBe(0);
    expect(await one.credential()).toMatchObject({ status: 'ready', problem: null });
  });

  it('gives up where somebody else changes the same thing again and again, until a person asks for a repair', async () => {
    const one = await TenantAccount.connected(checked.world, 'fought-over');
    const meddle = async (): Promise<void> => {
      await one.edit('change-recording', { trunkSid: (await one.trunk()).sid, mode: 'record-from-answer' });
    };
    for (let repairs = 1; repairs <= 3; repairs += 1) {
      await meddle();
      await untilLogged(one, 'drift.repaired', repairs);
    }
    await meddle();
    await untilLogged(one, 'drift.repairs_stopped', 1);
    const looks = await looksAt(one);
    await ticksUntil(async () => (await looksAt(one)) >= looks + 2);
    expect(logged(one, 'drift.found')).toHaveLength(3);
    expect(logged(one, 'drift.repairs_stopped')).toHaveLength(1);
    expect(await one.credential()).toMatchObject({ status: 'degraded', problem: { code: 'trunk.keeps_changing' } });
    expect(await one.trunk()).toMatchObject({ recordingMode: 'record-from-answer' });
    expect(await one.repair()).toBe('succeeded');
    expect(await one.trunk()).toMatchObject({ recordingMode: 'do-not-record' });
    expect(await one.credential()).toMatchObject({ status: 'ready', problem: null });
    await meddle();
    await untilLogged(one, 'drift.repaired', 4);
  });

  it('counted all that in its figures', async () => {
    const { text } = await checked.world.send('GET', '/metrics', { as: METRICS_TOKEN });
    const figure = (series: string): number =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${series} `))
          ?.slice(series.length),
      );
    const logLines = (event: string): number =>
      checked.world.log.lines.filter((line) => line.includes(`"${event}"`)).length;
    expect({
      started: figure('trunkline_drift_repairs_total{event="started"}'),
      done: figure('trunkline_drift_repairs_total{event="done"}'),
      stopped: figure('trunkline_drift_repairs_total{event="stopped"}'),
      failed: figure('trunkline_looks_total{result="failed"}'),
      refused: figure('trunkline_looks_total{result="refused"}'),
    }).toEqual({
      started: logLines('drift.found'),
      done: logLines('drift.repaired'),
      stopped: 1,
      failed: 1,
      refused: 1,
    });
    expect(figure('trunkline_looks_total{result="in-order"}')).toBeGreaterThan(0);
    expect(figure('trunkline_look_lateness_seconds')).toBeGreaterThanOrEqual(0);
  });

  it('drops its looks at a shutdown, and they are due for the next process as they were', async () => {
    const looks = async (): Promise<unknown> =>
      unwrap(
        await checked.world.api.app
          .get(TenantDatabase)
          .service()
          .from('trunk_looks')
          .select('credential_id, failures, next_look_at')
          .order('credential_id'),
      ).map((look) => ({ ...look, next_look_at: Date.parse(look.next_look_at) }));
    const before = await looks();
    await checked.world.control('POST', '/faults', { kind: 'timeout', vendor: 'twilio', method: 'GET', times: 1_000 });
    const path = encodeURIComponent('^/v1/Trunks/TK[0-9a-f]+$');
    const asked = async (): Promise<number> =>
      (await checked.world.control<{ count: number }>('GET', `/requests/count?vendor=twilio&method=GET&path=${path}`))
        .count;
    const from = await asked();
    // Nothing may be due just now: the cases before have put looks off.
    const ticking: Promise<void>[] = [];
    await until(async () => {
      ticking.push(tick());
      return (await asked()) > from;
    }, 40_000);
    expect(await looks()).not.toEqual(before);
    await checked.world.api.app.get(Reconciler, { strict: false }).beforeApplicationShutdown();
    await Promise.all(ticking);
    expect(await looks()).toEqual(before);
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});
