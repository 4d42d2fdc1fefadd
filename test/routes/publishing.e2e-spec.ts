import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestApi } from '../api/start-test-api.js';
import { NUMBER, RoutingDesk, TO_ADA } from './routing-desk.js';

const said = (text: string): object => ({ kind: 'announcement', text, language: 'en-US' });

describe('publishing', () => {
  let api: TestApi;
  let desk: RoutingDesk;
  let people = 0;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  beforeEach(async () => {
    people += 1;
    desk = await RoutingDesk.open(api, `ada-${String(people)}`);
  });
  afterAll(async () => api.stop());

  const publish = async (body: object = {}) => desk.send('POST', '/routing/publish', body);
  const fallback = async (text: string) => desk.make('PATCH', '/routing', { fallback: said(text) });
  const inForce = async () => {
    const { publishedVersion } = (await desk.send('GET', '/routing')).body;
    return (await desk.send('GET', `/routing/versions/${String(publishedVersion)}`)).body;
  };

  it('begins with nothing in force and a draft that says so', async () => {
    expect((await desk.send('GET', '/routing')).body).toMatchObject({
      publishedVersion: null,
      isDynamic: true,
      draftDiffers: true,
      policy: { countries: [], sipHosts: [], allowPremium: false, maxCallSeconds: 3_600 },
      fallback: { kind: 'announcement' },
    });
    expect((await desk.send('GET', '/routing/versions')).body).toEqual({ items: [], nextCursor: null });
  });

  it('puts in force exactly what the draft amounts to, and tells when it differs again', async () => {
    const reception = await desk.destination('Reception', { transferable: true });
    await desk.make('PUT', `/routes/${NUMBER}`, {
      ...TO_ADA,
      onBusy: { kind: 'destination', destinationId: reception },
    });
    const rule = await desk.make('POST', '/call-forwarding', {
      phoneNumber: NUMBER,
      condition: 'no-answer',
      to: { kind: 'destination', destinationId: reception },
      ringSeconds: 15,
    });
    const draft = (await desk.send('GET', '/routing/draft')).body;
    expect(draft).toMatchObject({
      format: 1,
      routes: { [NUMBER]: { ...TO_ADA, onBusy: { kind: 'destination', destinationId: reception } } },
      forwarding: { [NUMBER]: [{ id: rule['forwardingId'], condition: 'no-answer', enabled: true, ringSeconds: 15 }] },
      destinations: { [reception]: { name: 'Reception', transferable: true } },
    });
    expect(await publish({ note: 'first' })).toMatchObject({ status: 200, body: { version: 1, changed: true } });
    expect(await inForce()).toMatchObject({ version: 1, isPublished: true, note: 'first', document: draft });
    expect((await desk.send('GET', '/routing')).body).toMatchObject({ publishedVersion: 1, draftDiffers: false });
    await desk.make('PATCH', `/call-forwarding/${String(rule['forwardingId'])}/toggle`, { enabled: false });
    expect((await desk.send('GET', '/routing')).body).toMatchObject({ publishedVersion: 1, draftDiffers: true });
    expect(await inForce()).toMatchObject({ document: draft });
    expect(await desk.audited()).toEqual(expect.arrayContaining(['routing.published']));
  });

  it('makes no second version of what is in force already', async () => {
    expect((await publish()).body).toMatchObject({ version: 1, changed: true });
    expect((await publish()).body).toMatchObject({ version: 1, changed: false });
    expect((await desk.send('GET', '/routing/versions')).body.items).toHaveLength(1);
  });

  it('lets one of several publish at the same moment, and tells the others', async () => {
    await publish();
    const answers = await Promise.all(
      Array.from({ length: 4 }, async (_, index) => {
        await fallback(`Text ${String(index)}`);
        return publish({ expectedVersion: 1 });
      }),
    );
    const won = answers.filter(({ status }) => status === 200);
    const changed = won.filter(({ body }) => body['changed'] === true);
    expect(changed).toHaveLength(1);
    const lost = answers.filter(({ status }) => status !== 200);
    expect(lost.map(({ body }) => body.code)).toEqual(lost.map(() => 'routing.version_conflict'));
    expect((await desk.send('GET', '/routing/versions')).body.items).toHaveLength(2);
  });

  it('refuses who started from another version than the one in force', async () => {
    await publish({ expectedVersion: null });
    await fallback('New');
    expect(await publish({ expectedVersion: null })).toMatchObject({
      status: 409,
      body: { code: 'routing.version_conflict', publishedVersion: 1 },
    });
    expect((await publish({ expectedVersion: 1 })).body).toMatchObject({ version: 2 });
  });

  it('goes back to an older version in one call, as the newest one, and leaves the draft as it is', async () => {
    await fallback('One');
    await publish();
    await fallback('Two');
    await publish();
    expect((await desk.send('POST', '/routing/rollback', { version: 1 })).body).toMatchObject({
      version: 3,
      changed: true,
    });
    expect(await inForce()).toMatchObject({
      version: 3,
      note: 'Back to version 1',
      document: { fallback: said('One') },
    });
    expect((await desk.send('GET', '/routing')).body).toMatchObject({ draftDiffers: true, fallback: said('Two') });
    expect((await desk.send('POST', '/routing/rollback', { version: 1 })).body).toMatchObject({
      version: 3,
      changed: false,
    });
    expect((await desk.send('POST', '/routing/rollback', { version: 9 })).body.code).toBe('routing.version_not_found');
    expect(await desk.audited()).toEqual(expect.arrayContaining(['routing.rolled_back']));
  });

  it('tells what is different between versions, and in the draft', async () => {
    await desk.make('PUT', `/routes/${NUMBER}`, TO_ADA);
    await publish();
    await desk.make('PUT', `/routes/${NUMBER}`, { ...TO_ADA, ringSeconds: 60 });
    await desk.make('PUT', '/routes/+4930999999', TO_ADA);
    await publish();
    await desk.send('DELETE', `/routes/${NUMBER}`);
    const diff = async (query: string) => (await desk.send('GET', `/routing/versions/${query}`)).body['changes'];
    expect(await diff('1/diff?to=2')).toMatchObject([
      { section: 'routes', key: NUMBER, change: 'changed', before: { ringSeconds: 20 }, after: { ringSeconds: 60 } },
      { section: 'routes', key: '+4930999999', change: 'added', before: null },
    ]);
    expect(await diff('2/diff?to=2')).toEqual([]);
    expect(await diff('2/diff')).toMatchObject([{ section: 'routes', key: NUMBER, change: 'removed', after: null }]);
    expect((await desk.send('GET', '/routing/versions/1/diff?to=7')).body.code).toBe('routing.version_not_found');
  });

  it('lists versions page by page, the newest first', async () => {
    for (const text of ['One', 'Two', 'Three']) {
      await fallback(text);
      await publish({ note: text });
    }
    const first = (await desk.send('GET', '/routing/versions?limit=2')).body;
    expect(first.items?.map(({ version, isPublished }) => [version, isPublished])).toEqual([
      [3, true],
      [2, false],
    ]);
    const second = (await desk.send('GET', `/routing/versions?limit=2&cursor=${String(first.nextCursor)}`)).body;
    expect(second).toMatchObject({ items: [{ version: 1, note: 'One' }], nextCursor: null });
  });

  it('is switched off at once, with everything kept', async () => {
    await desk.make('PUT', `/routes/${NUMBER}`, TO_ADA);
    await publish();
    await desk.make('PATCH', '/routing', { isDynamic: false });
    const { data } = await desk.database
      .from('routing_settings')
      .select('is_dynamic, published_version')
      .eq('user_id', desk.user.userId)
      .single();
    expect(data).toEqual({ is_dynamic: false, published_version: 1 });
    expect((await desk.send('GET', '/routing')).body).toMatchObject({ isDynamic: false, draftDiffers: false });
    expect((await desk.send('GET', `/routes/${NUMBER}`)).status).toBe(200);
    await desk.make('PATCH', '/routing', { isDynamic: true });
    expect(await desk.audited()).toEqual(expect.arrayContaining(['routing.switched_off', 'routing.switched_on']));
  });

  it('keeps what is too large for the memory of every process from being put in force', async () => {
    const name = 'x'.repeat(1024 ** 2);
    const next = { kind: 'hangup' };
    const group = { user_id: desk.user.userId, strategy: 'sequential', next };
    const members = [{ name, ...TO_ADA, ringSeconds: 20 }];
    for (let index = 0; index < 9; index += 1) {
      const { error } = await desk.database
        .from('ring_groups')
        .insert({ ...group, name: `Group ${String(index)}`, members });
      expect(error).toBeNull();
    }
    expect(await publish()).toMatchObject({ status: 422, body: { code: 'routing.too_large' } });
    expect((await desk.send('GET', '/routing')).body).toMatchObject({ publishedVersion: null });
  });

  it('shows nothing of one tenant’s versions to another', async () => {
    await fallback('Secret plan');
    await publish();
    const other = await RoutingDesk.open(api, `mallory-${String(people)}`);
    expect((await other.send('GET', '/routing/versions')).body.items).toEqual([]);
    expect((await other.send('GET', '/routing/versions/1')).body.code).toBe('routing.version_not_found');
    expect((await other.send('POST', '/routing/rollback', { version: 1 })).status).toBe(404);
  });

  it('keeps a part of the policy as it was set until it is set to null', async () => {
    await desk.make('PATCH', '/routing', { policy: { countries: ['DE', 'AT'], allowPremium: true } });
    const changed = await desk.make('PATCH', '/routing', { policy: { countries: null, allowedPrefixes: ['+4930'] } });
    expect(changed).toMatchObject({ policy: { countries: [], allowedPrefixes: ['+4930'], allowPremium: true } });
  });
});
