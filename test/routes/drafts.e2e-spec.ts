import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApi } from '../api/start-test-api.js';
import { NUMBER, RoutingDesk, TO_ADA } from './routing-desk.js';

const HOURS = {
  name: 'Office',
  timeZone: 'Europe/Berlin',
  weekly: [{ day: 1, from: '09:00', to: '17:30' }],
  holidays: [{ date: '2026-12-25', name: 'Christmas' }],
};

describe('what a tenant edits about their calls', () => {
  let api: TestApi;
  let desk: RoutingDesk;
  let other: RoutingDesk;
  beforeAll(async () => {
    api = await TestApi.start();
    desk = await RoutingDesk.open(api, 'ada');
    other = await RoutingDesk.open(api, 'mallory');
  });
  afterAll(async () => api.stop());

  it('gives what is left out of a route its default, and replaces the whole route', async () => {
    const agentId = await desk.agent('front');
    const put = await desk.send('PUT', `/routes/${NUMBER}`, {
      target: { kind: 'agent', agentId },
      ringSeconds: 45,
      onBusy: { kind: 'announcement', text: 'Busy.', language: 'de-DE' },
    });
    expect(put).toMatchObject({
      status: 200,
      body: {
        phoneNumber: NUMBER,
        target: { kind: 'agent', agentId },
        hoursId: null,
        ringSeconds: 45,
        onBusy: { kind: 'announcement', text: 'Busy.', language: 'de-DE' },
        onNoAnswer: { kind: 'fallback' },
        callerId: 'caller',
        record: 'do-not-record',
      },
    });
    await desk.make('PUT', `/routes/${NUMBER}`, TO_ADA);
    const read = await desk.send('GET', `/routes/${NUMBER}`);
    expect(read.body).toMatchObject({ ...TO_ADA, ringSeconds: 20, onBusy: { kind: 'fallback' } });
    expect((await desk.send('DELETE', `/routes/${NUMBER}`)).status).toBe(204);
    expect((await desk.send('GET', `/routes/${NUMBER}`)).body.code).toBe('routing.route_not_found');
    expect(await desk.audited()).toEqual(expect.arrayContaining(['route.set', 'route.deleted']));
  });

  it.each([
    ['destinations', { name: 'Reception', ...TO_ADA, transferable: true }, 'destinationId', { ringSeconds: 20 }],
    [
      'ring-groups',
      { name: 'Support', strategy: 'sequential', members: [{ name: 'Ada', ...TO_ADA, ringSeconds: 10 }] },
      'ringGroupId',
      { next: { kind: 'fallback' } },
    ],
    ['business-hours', HOURS, 'hoursId', { holidays: [{ date: '2026-12-25', name: 'Christmas', open: [] }] }],
    [
      'call-forwarding',
      { phoneNumber: NUMBER, condition: 'busy', to: { kind: 'hangup' } },
      'forwardingId',
      { enabled: true, ringSeconds: null, position: 0 },
    ],
  ])(
    'makes, lists, replaces and deletes %s, with an entry in the audit log for each',
    async (path, body, id, defaults) => {
      const made = await desk.send('POST', `/${path}`, body);
      expect(made).toMatchObject({ status: 201, body: { ...defaults } });
      const at = `/${path}/${String(made.body[id])}`;
      expect((await desk.send('GET', at)).body).toEqual(made.body);
      expect((await desk.send('GET', `/${path}`)).body).toEqual({ items: [made.body], nextCursor: null });
      const changed = 'name' in body ? { ...body, name: `New ${body.name}` } : { ...body, condition: 'always' };
      expect((await desk.send('PUT', at, changed)).body).toMatchObject(
        'name' in changed ? { name: changed.name } : { condition: 'always' },
      );
      expect((await desk.send('DELETE', at)).status).toBe(204);
      expect((await desk.send('GET', at)).status).toBe(404);
      expect((await desk.send('DELETE', at)).status).toBe(404);
      const subject = path === 'business-hours' || path === 'call-forwarding' ? path : path.slice(0, -1);
      expect(await desk.audited()).toEqual(
        expect.arrayContaining([`${subject}.created`, `${subject}.changed`, `${subject}.deleted`]),
      );
    },
  );

  it('switches a forwarding rule on and off', async () => {
    const rule = await desk.make('POST', '/call-forwarding', {
      phoneNumber: NUMBER,
      condition: 'always',
      to: { kind: 'hangup' },
    });
    const at = `/call-forwarding/${String(rule['forwardingId'])}`;
    expect((await desk.send('PATCH', `${at}/toggle`, { enabled: false })).body).toMatchObject({ enabled: false });
    expect((await desk.send('GET', at)).body).toMatchObject({ enabled: false, condition: 'always' });
    await desk.send('DELETE', at);
  });

  it('refuses to name what does not exist, and what is another tenant’s in the same words', async () => {
    const foreign = await other.destination('Hers');
    const naming = async (destinationId: string) =>
      desk.send('PUT', `/routes/${NUMBER}`, { ...TO_ADA, onBusy: { kind: 'destination', destinationId } });
    const [hers, nobodys] = [await naming(foreign), await naming(randomUUID())];
    expect(hers).toMatchObject({
      status: 422,
      body: {
        code: 'routing.unknown_reference',
        errors: [{ path: 'onBusy.destinationId', message: 'There is no such destination.' }],
      },
    });
    expect({ ...hers.body, requestId: '' }).toEqual({ ...nobodys.body, requestId: '' });
  });

  it('names hours, groups, destinations and agents only if they exist', async () => {
    const id = randomUUID();
    const all = await desk.send('PUT', `/routes/${NUMBER}`, {
      target: { kind: 'ring-group', ringGroupId: id },
      hoursId: id,
      onFailure: { kind: 'destination', destinationId: id },
    });
    expect(all.body.errors?.map(({ path }) => path)).toEqual([
      'hoursId',
      'target.ringGroupId',
      'onFailure.destinationId',
    ]);
    const group = await desk.send('POST', '/ring-groups', {
      name: 'G',
      strategy: 'sequential',
      members: [
        { name: 'a', ...TO_ADA },
        { name: 'b', target: { kind: 'agent', agentId: id } },
      ],
    });
    expect(group.body.errors?.map(({ path }) => path)).toEqual(['members.1.target.agentId']);
  });

  it('keeps what is in use, and says by whom', async () => {
    const reception = await desk.destination('Reception');
    const office = String((await desk.make('POST', '/business-hours', HOURS))['hoursId']);
    await desk.make('PUT', `/routes/${NUMBER}`, {
      ...TO_ADA,
      hoursId: office,
      closed: { kind: 'destination', destinationId: reception },
    });
    await desk.make('PATCH', '/routing', { fallback: { kind: 'destination', destinationId: reception } });
    expect(await desk.send('DELETE', `/destinations/${reception}`)).toMatchObject({
      status: 409,
      body: {
        code: 'routing.in_use',
        usedBy: [
          { kind: 'route', id: NUMBER, field: 'closed.destinationId' },
          { kind: 'fallback', field: 'fallback.destinationId' },
        ],
      },
    });
    expect(await desk.send('DELETE', `/business-hours/${office}`)).toMatchObject({
      status: 409,
      body: { usedBy: [{ kind: 'route', id: NUMBER, field: 'hoursId' }] },
    });
    await desk.make('PATCH', '/routing', { fallback: null });
    await desk.send('DELETE', `/routes/${NUMBER}`);
    expect((await desk.send('DELETE', `/destinations/${reception}`)).status).toBe(204);
    expect((await desk.send('DELETE', `/business-hours/${office}`)).status).toBe(204);
  });

  it('has each name once for a tenant, and again for another', async () => {
    const id = await desk.destination('Sales');
    expect((await desk.send('POST', '/destinations', { name: 'Sales', ...TO_ADA })).body.code).toBe(
      'routing.name_taken',
    );
    const support = await desk.destination('Support');
    expect((await desk.send('PUT', `/destinations/${support}`, { name: 'Sales', ...TO_ADA })).status).toBe(409);
    expect(await other.destination('Sales')).not.toBe(id);
  });

  it('makes one thing of a request that is repeated with its Idempotency-Key', async () => {
    const request = { phoneNumber: '+4930777777', condition: 'no-answer', to: { kind: 'hangup' } };
    const key = { 'idempotency-key': randomUUID() };
    const [first, again] = [
      await desk.send('POST', '/call-forwarding', request, key),
      await desk.send('POST', '/call-forwarding', request, key),
    ];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect((await desk.send('GET', '/call-forwarding?phoneNumber=%2B4930777777')).body.items).toHaveLength(1);
    const different = await desk.send('POST', '/call-forwarding', { ...request, condition: 'busy' }, key);
    expect(different.body.code).toBe('idempotency.key_reused');
    const hers = await other.send('POST', '/call-forwarding', request, key);
    expect(hers.body['forwardingId']).not.toBe(first.body['forwardingId']);
  });

  it('lists page by page, each thing once and in order', async () => {
    const numbers = Array.from({ length: 5 }, (_, index) => `+49301000${String(index)}`);
    for (const number of numbers) await other.make('PUT', `/routes/${number}`, TO_ADA);
    const seen: unknown[] = [];
    for (let cursor: string | null | undefined = ''; cursor !== null;) {
      const page = await other.send('GET', `/routes?limit=2${cursor === '' ? '' : `&cursor=${String(cursor)}`}`);
      expect(page.status).toBe(200);
      seen.push(...(page.body.items ?? []).map((item) => item['phoneNumber']));
      cursor = page.body.nextCursor ?? null;
    }
    expect(seen).toEqual(numbers);
    expect((await other.send('GET', '/routes?cursor=AA')).body.code).toBe('request.invalid');
    expect((await other.send('GET', '/routes?cursor=!')).body.code).toBe('request.invalid');
  });
});
