import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestAccount, TestSandbox } from './harness.js';
import { startTestSandbox } from './harness.js';
import type { TwilioClient } from './sdk.js';
import { refusal, twilioClient } from './sdk.js';

let sandbox: TestSandbox;
let account: TestAccount;
let client: TwilioClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  account = await sandbox.account();
  client = twilioClient(sandbox, account);
});

afterAll(async () => {
  await sandbox.close();
});

const ADDRESS = `AD${'a'.repeat(32)}`;
const BUNDLE = `BU${'b'.repeat(32)}`;

describe('searching', () => {
  it('tells which kinds a country sells', async () => {
    const countries = await client.availablePhoneNumbers.list();
    expect(countries.map(({ countryCode }) => countryCode)).toEqual(['US', 'CA', 'GB', 'DE', 'FR', 'AU']);
    const unitedStates = await client.availablePhoneNumbers('US').fetch();
    expect(Object.keys(unitedStates.subresourceUris)).toEqual(['local', 'toll_free']);
    expect(await refusal(client.availablePhoneNumbers('US').mobile.list())).toBe('20404/404');
    expect(await refusal(client.availablePhoneNumbers('XX').fetch())).toBe('20404/404');
  });

  it('narrows by area code, pattern, region, capability and address', async () => {
    const us = client.availablePhoneNumbers('US');
    const byArea = await us.local.list({ areaCode: 503 });
    expect(byArea.length).toBeGreaterThan(0);
    expect(byArea.every(({ phoneNumber }) => phoneNumber.startsWith('+1503'))).toBe(true);
    const byPattern = await us.local.list({ contains: '415****1*2' });
    expect(byPattern.every(({ phoneNumber }) => /415\d{4}1\d2/.test(phoneNumber))).toBe(true);
    expect(byPattern.length).toBeGreaterThan(0);
    expect((await us.local.list({ inRegion: 'OR' })).every(({ region }) => region === 'OR')).toBe(true);
    expect(await refusal(us.local.list({ contains: '4' }))).toBe('20001/400');
    const gb = client.availablePhoneNumbers('GB');
    expect((await gb.mobile.list())[0]?.addressRequirements).toBe('any');
    expect(await gb.mobile.list({ excludeAllAddressRequired: true })).toEqual([]);
    expect(await gb.local.list({ smsEnabled: true })).toEqual([]);
    expect((await gb.tollFree.list({ limit: 3 })).length).toBe(3);
  });
});

describe('buying', () => {
  it('takes a number off the market, for this account and every other', async () => {
    const [found] = await client.availablePhoneNumbers('US').local.list({ areaCode: 617 });
    const phoneNumber = String(found?.phoneNumber);
    const bought = await client.incomingPhoneNumbers.create({ phoneNumber, voiceUrl: 'https://example.com/v' });
    expect([bought.phoneNumber, bought.voiceUrl, bought.status]).toEqual([
      phoneNumber,
      'https://example.com/v',
      'in-use',
    ]);
    const left = await client.availablePhoneNumbers('US').local.list({ areaCode: 617 });
    expect(left.map((number) => number.phoneNumber)).not.toContain(phoneNumber);
    expect(await refusal(client.incomingPhoneNumbers.create({ phoneNumber }))).toBe('21422/400');
    const other = twilioClient(sandbox, await sandbox.account());
    expect(await refusal(other.incomingPhoneNumbers.create({ phoneNumber }))).toBe('21422/400');

    expect(await client.incomingPhoneNumbers(bought.sid).remove()).toBe(true);
    expect(await refusal(other.incomingPhoneNumbers.create({ phoneNumber }))).toBe('accepted');
  });

  const purchases: [what: string, expected: string, wish: Record<string, string>][] = [
    ['the number that is never available', '21422/400', { phoneNumber: '+15005550000' }],
    ['the number that is never valid', '21421/400', { phoneNumber: '+15005550001' }],
    ['the number that always works', 'accepted', { phoneNumber: '+15005550006' }],
    ['the empty area code', '21452/400', { areaCode: '533' }],
    ['an area code with nothing in stock', '21452/400', { areaCode: '999' }],
    ['something that is no number', '21421/400', { phoneNumber: '555' }],
    ['a number nobody sells', '21422/400', { phoneNumber: '+14155559999' }],
    ['nothing', '20001/400', {}],
    ['a British number without an address', '21631/400', { phoneNumber: '+447700900010' }],
    ['a British number with one', 'accepted', { phoneNumber: '+447700900010', addressSid: ADDRESS }],
    ['a German number without a bundle', '21649/400', { phoneNumber: '+493023125010', addressSid: ADDRESS }],
    ['a German number with one', 'accepted', { phoneNumber: '+493023125010', addressSid: ADDRESS, bundleSid: BUNDLE }],
    [
      'with a TwiML app that is not there',
      '21420/400',
      { areaCode: '212', voiceApplicationSid: `AP${'c'.repeat(32)}` },
    ],
  ];
  it.each(purchases)('%s: %s', async (_what, expected, wish) => {
    expect(await refusal(client.incomingPhoneNumbers.create(wish))).toBe(expected);
  });

  it('by area code, repeated, buys a second number: that is Twilio’s trap, and it is kept', async () => {
    const first = await client.incomingPhoneNumbers.create({ areaCode: '737' });
    const second = await client.incomingPhoneNumbers.create({ areaCode: '737' });
    expect(second.phoneNumber).not.toBe(first.phoneNumber);
  });

  it('a number of another type on a typed path is 21458', async () => {
    const buyTollFree = client.incomingPhoneNumbers.tollFree.create({ phoneNumber: '+14155550120' });
    expect(await refusal(buyTollFree)).toBe('21458/400');
    const bought = await client.incomingPhoneNumbers.tollFree.create({ phoneNumber: '+18335550100' });
    expect((await client.incomingPhoneNumbers.tollFree.list()).map(({ sid }) => sid)).toEqual([bought.sid]);
  });

  it('a second number on a trial account is 21404', async () => {
    const trial = twilioClient(sandbox, await sandbox.account({ type: 'Trial' }));
    await trial.incomingPhoneNumbers.create({ areaCode: '415' });
    expect(await refusal(trial.incomingPhoneNumbers.create({ areaCode: '415' }))).toBe('21404/400');
  });
});

describe('a number is on one plane only', () => {
  it('a trunk drops the TwiML app, the app drops the trunk, and the voice URL is kept through both', async () => {
    const application = await client.applications.create({ friendlyName: 'app' });
    const trunk = await client.trunking.v1.trunks.create({ friendlyName: 'trunk' });
    const number = await client.incomingPhoneNumbers.create({
      areaCode: '212',
      voiceUrl: 'https://example.com/kept',
      voiceApplicationSid: application.sid,
    });
    const context = client.incomingPhoneNumbers(number.sid);
    const onTrunk = await context.update({ trunkSid: trunk.sid });
    expect([onTrunk.trunkSid, onTrunk.voiceApplicationSid]).toEqual([trunk.sid, '']);
    const onApp = await context.update({ voiceApplicationSid: application.sid });
    expect([onApp.trunkSid, onApp.voiceApplicationSid]).toEqual([null, application.sid]);
    const both = await context.update({ voiceApplicationSid: application.sid, trunkSid: trunk.sid });
    expect([both.trunkSid, both.voiceApplicationSid]).toEqual([trunk.sid, '']);
    const neither = await context.update({ trunkSid: '' });
    expect([neither.trunkSid, neither.voiceUrl]).toEqual([null, 'https://example.com/kept']);
  });

  it('attaching twice is 21245, another trunk takes it over, an emergency number is 21634', async () => {
    const first = await client.trunking.v1.trunks.create({});
    const second = await client.trunking.v1.trunks.create({});
    const number = await client.incomingPhoneNumbers.create({ areaCode: '212' });
    const attach = (trunkSid: string) =>
      client.trunking.v1.trunks(trunkSid).phoneNumbers.create({ phoneNumberSid: number.sid });
    await attach(first.sid);
    expect(await refusal(attach(first.sid))).toBe('21245/400');
    await attach(second.sid);
    expect(await client.trunking.v1.trunks(first.sid).phoneNumbers.list()).toEqual([]);
    await client.trunking.v1.trunks(second.sid).phoneNumbers(number.sid).remove();
    await client.incomingPhoneNumbers(number.sid).update({ emergencyStatus: 'Active' });
    expect(await refusal(attach(first.sid))).toBe('21634/400');
    expect(await refusal(client.incomingPhoneNumbers(number.sid).update({ trunkSid: first.sid }))).toBe('21634/400');
  });

  it('a refused update changes nothing', async () => {
    const number = await client.incomingPhoneNumbers.create({ areaCode: '503', friendlyName: 'before' });
    const update = client.incomingPhoneNumbers(number.sid).update({
      friendlyName: 'after',
      trunkSid: `TK${'d'.repeat(32)}`,
    });
    expect(await refusal(update)).toBe('20404/404');
    expect((await client.incomingPhoneNumbers(number.sid).fetch()).friendlyName).toBe('before');
  });
});

it('every reply kept the contract of Twilio', () => {
  expect(sandbox.brokenContracts).toEqual([]);
});
