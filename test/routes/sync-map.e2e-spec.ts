import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApi } from '../api/start-test-api.js';
import { NUMBER, RoutingDesk, TO_ADA } from './routing-desk.js';

const ITEMS = [
  { key: NUMBER, data: { Data: { type: 'sip', uri: 'sip:+4930123456@desk.sip.twilio.com' } } },
  { key: '+4930123457', data: { type: 'pstn', uri: '+4930555555' } },
  { key: '+4930123458', data: { type: 'client', uri: 'client:support_agent' } },
  { key: '+4930123459', data: { type: 'fax', uri: 'x' } },
  { key: '+4930123458', data: { type: 'client', uri: 'client:other' } },
  { key: 'lobby', data: { type: 'client', uri: 'client:lobby' } },
];

describe('a Twilio Sync Map', () => {
  let api: TestApi;
  let desk: RoutingDesk;
  beforeAll(async () => {
    api = await TestApi.start();
    desk = await RoutingDesk.open(api, 'ada');
    await desk.make('PUT', `/routes/${NUMBER}`, { ...TO_ADA, ringSeconds: 55, onBusy: { kind: 'hangup' } });
  });
  afterAll(async () => api.stop());

  const load = async () => {
    const { items } = (await desk.send('POST', '/routing/import/sync-map', { items: ITEMS })).body;
    return items?.map(({ key, outcome, reason }) => [key, outcome, reason === null]);
  };

  it('becomes routes of the draft, and what cannot be taken is said', async () => {
    expect(await load()).toEqual([
      [NUMBER, 'changed', true],
      ['+4930123457', 'created', true],
      ['+4930123458', 'created', true],
      ['+4930123459', 'refused', false],
      ['+4930123458', 'refused', false],
      ['lobby', 'refused', false],
    ]);
    const routes = (await desk.send('GET', '/routes')).body.items;
    expect(routes).toMatchObject([
      { phoneNumber: NUMBER, target: { kind: 'sip', uui: null }, ringSeconds: 55, onBusy: { kind: 'hangup' } },
      { phoneNumber: '+4930123457', target: { kind: 'number', number: '+4930555555' }, ringSeconds: 20 },
      { phoneNumber: '+4930123458', target: { kind: 'client', identity: 'support_agent' } },
    ]);
  });

  it('changes nothing when it comes again', async () => {
    const before = (await desk.send('GET', '/routes')).body.items;
    const audited = await desk.audited();
    expect(await load()).toEqual([
      [NUMBER, 'unchanged', true],
      ['+4930123457', 'unchanged', true],
      ['+4930123458', 'unchanged', true],
      ['+4930123459', 'refused', false],
      ['+4930123458', 'refused', false],
      ['lobby', 'refused', false],
    ]);
    expect((await desk.send('GET', '/routes')).body.items).toEqual(before);
    expect(await desk.audited()).toEqual(audited);
  });
});
