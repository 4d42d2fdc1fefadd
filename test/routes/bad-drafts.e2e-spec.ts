import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApi } from '../api/start-test-api.js';
import { NUMBER, RoutingDesk, TO_ADA } from './routing-desk.js';

const HOURS = { name: 'Office', timeZone: 'Europe/Berlin', weekly: [] };
const GROUP = { name: 'G', strategy: 'sequential', members: [{ name: 'a', ...TO_ADA }] };
const RULE = { phoneNumber: NUMBER, condition: 'always', to: { kind: 'hangup' } };
const member = (more: object): object => ({ ...GROUP, members: [{ name: 'a', ...TO_ADA, ...more }] });
const period = (more: object): object => ({ ...HOURS, weekly: [{ day: 1, from: '09:00', to: '17:00', ...more }] });
const fallback = (value: unknown): object => ({ fallback: value });
const policy = (value: object): object => ({ policy: value });

describe('a draft that makes no sense', () => {
  let api: TestApi;
  let desk: RoutingDesk;
  beforeAll(async () => {
    api = await TestApi.start();
    desk = await RoutingDesk.open(api, 'ada');
  });
  afterAll(async () => api.stop());

  it.each([
    ['PUT', `/routes/${NUMBER}`, {}, 'target'],
    ['PUT', `/routes/${NUMBER}`, { target: [TO_ADA.target] }, 'target'],
    ['PUT', `/routes/${NUMBER}`, { target: null }, 'target'],
    ['PUT', `/routes/${NUMBER}`, { target: { kind: 'fax' } }, 'target.kind'],
    ['PUT', `/routes/${NUMBER}`, { target: { kind: 'number' } }, 'target.number'],
    ['PUT', `/routes/${NUMBER}`, { target: { kind: 'number', number: '0030123456' } }, 'target.number'],
    ['PUT', `/routes/${NUMBER}`, { target: { kind: 'number', number: '+4930123456', uui: 'x' } }, 'target.uui'],
    ['PUT', `/routes/${NUMBER}`, { target: { kind: 'sip', uri: 'alice@example.com' } }, 'target.uri'],
    ['PUT', `/routes/${NUMBER}`, { target: { kind: 'sip', uri: 'sip:a b@example.com' } }, 'target.uri'],
    ['PUT', `/routes/${NUMBER}`, { target: { kind: 'sip', uri: 'sip:a@example.com', uui: 'a\nb' } }, 'target.uui'],
    ['PUT', `/routes/${NUMBER}`, { target: { kind: 'announcement', text: ' ' } }, 'target.text'],
    ['PUT', `/routes/${NUMBER}`, { target: { kind: 'announcement', text: 'x'.repeat(1_001) } }, 'target.text'],
    ['PUT', `/routes/${NUMBER}`, { ...TO_ADA, onBusy: null }, 'onBusy'],
    ['PUT', `/routes/${NUMBER}`, { ...TO_ADA, onBusy: { kind: 'hangup', text: 'x' } }, 'onBusy.text'],
    ['PUT', `/routes/${NUMBER}`, { ...TO_ADA, ringSeconds: 4 }, 'ringSeconds'],
    ['PUT', `/routes/${NUMBER}`, { ...TO_ADA, ringSeconds: 601 }, 'ringSeconds'],
    ['PUT', `/routes/${NUMBER}`, { ...TO_ADA, record: 'always' }, 'record'],
    ['PUT', `/routes/${NUMBER}`, { ...TO_ADA, colour: 'red' }, 'colour'],
    ['PUT', '/routes/0049301234', TO_ADA, 'number'],
    ['POST', '/ring-groups', { ...GROUP, members: [] }, 'members'],
    ['POST', '/ring-groups', { ...GROUP, members: [[]] }, 'members'],
    ['POST', '/ring-groups', { ...GROUP, members: [null] }, 'members'],
    ['POST', '/ring-groups', { ...GROUP, members: Array.from({ length: 101 }, () => ({})) }, 'members'],
    ['POST', '/ring-groups', member({ target: { kind: 'ring-group' } }), 'members.0.target.kind'],
    ['POST', '/ring-groups', member({ target: { kind: 'client', identity: 'a b' } }), 'members.0.target.identity'],
    ['POST', '/ring-groups', member({ weight: 1 }), 'members.0.weight'],
    ['POST', '/business-hours', { ...HOURS, timeZone: 'Europe/Atlantis' }, 'timeZone'],
    ['POST', '/business-hours', { ...HOURS, timeZone: '+01:00' }, 'timeZone'],
    ['POST', '/business-hours', period({ day: 0 }), 'weekly.0.day'],
    ['POST', '/business-hours', period({ to: '09:00' }), 'weekly.0.to'],
    ['POST', '/business-hours', period({ from: '22:00', to: '02:00' }), 'weekly.0.to'],
    ['POST', '/business-hours', period({ from: '24:00' }), 'weekly.0.from'],
    ['POST', '/business-hours', { ...HOURS, holidays: [{ date: '2026-02-29', name: 'x' }] }, 'holidays.0.date'],
    [
      'POST',
      '/business-hours',
      { ...HOURS, holidays: ['a', 'b'].map((name) => ({ date: '2026-12-25', name })) },
      'holidays',
    ],
    ['POST', '/call-forwarding', { ...RULE, to: TO_ADA.target }, 'to.kind'],
    ['POST', '/call-forwarding', { ...RULE, position: -1 }, 'position'],
    ['POST', '/call-forwarding', { ...RULE, condition: 'never' }, 'condition'],
    ['PATCH', '/routing', fallback({ kind: 'fallback' }), 'fallback.kind'],
    ['PATCH', '/routing', policy({ countries: ['de'] }), 'policy.countries'],
    ['PATCH', '/routing', policy({ allowedPrefixes: ['+'] }), 'policy.allowedPrefixes'],
    ['PATCH', '/routing', policy({ sipHosts: ['https://example.com'] }), 'policy.sipHosts'],
    // LiveKit's own, where a SIP URI would ring anybody's agents.
    ['PATCH', '/routing', policy({ sipHosts: ['pbx.example.com', '127.0.0.1'] }), 'policy.sipHosts.1'],
    ['PATCH', '/routing', policy({ maxCallSeconds: 59 }), 'policy.maxCallSeconds'],
    ['PATCH', '/routing', { isDynamic: null }, 'isDynamic'],
  ])('%s %s %j is refused at %s', async (method, path, body, field) => {
    const { status, body: problem } = await desk.send(method, path, body);
    expect({ status, code: problem.code }).toEqual({ status: 400, code: 'request.invalid' });
    expect(problem.errors?.map(({ path: at }) => at)).toContain(field);
  });

  it('leaves nothing behind', async () => {
    const lists = await Promise.all(
      ['routes', 'ring-groups', 'call-forwarding', 'business-hours', 'destinations'].map(async (path) =>
        desk.send('GET', `/${path}`),
      ),
    );
    expect(lists.map(({ body }) => body.items)).toEqual([[], [], [], [], []]);
    expect(await desk.audited()).toEqual([]);
  });
});
