import { describe, expect, it } from '@jest/globals';
import { readSyncItem } from './read-sync-item.js';

const KEY = '+61412345678';

describe('readSyncItem', () => {
  it.each([
    [{ type: 'sip', uri: 'sip:+61412345678@yourdomain.sip.twilio.com' }, 'sip'],
    [{ Data: { type: 'sip', uri: 'sip:+61412345678@yourdomain.sip.twilio.com' } }, 'sip'],
    [{ type: 'number', uri: '+61499999999' }, 'number'],
    [{ Data: { type: 'pstn', uri: '+61499999999' } }, 'number'],
    [{ type: 'client', uri: 'client:support_agent' }, 'client'],
    [{ data: { type: 'CLIENT', uri: 'support_agent' } }, 'client'],
  ])('takes %j', (data, kind) => {
    expect(readSyncItem(KEY, data)).toMatchObject({ phoneNumber: KEY, target: { kind } });
  });

  it('reads each field where the target has it', () => {
    expect(readSyncItem(KEY, { type: 'client', uri: 'client:ada' })).toEqual({
      phoneNumber: KEY,
      target: { kind: 'client', identity: 'ada' },
    });
    expect(readSyncItem(KEY, { type: 'number', uri: 'sip:+61499999999@x.example.com' })).toMatchObject({
      target: { kind: 'number', number: '+61499999999' },
    });
    expect(readSyncItem(KEY, { type: 'sip', uri: 'sip:alice@example.com' })).toMatchObject({
      target: { kind: 'sip', uri: 'sip:alice@example.com', uui: null },
    });
  });

  it.each([
    ['0412345678', { type: 'number', uri: '+61499999999' }, /key/],
    [KEY, {}, /"type" and "uri"/],
    [KEY, { Data: [] }, /"type" and "uri"/],
    [KEY, { Data: null, type: 1, uri: 'x' }, /"type" and "uri"/],
    [KEY, { type: 'fax', uri: '+61499999999' }, /none of/],
    [KEY, { type: 'number', uri: '0499999999' }, /not an E.164 number/],
    [KEY, { type: 'number', uri: 'sip:alice@example.com' }, /not an E.164 number/],
    [KEY, { type: 'sip', uri: '+61499999999' }, /not a SIP URI/],
    [KEY, { type: 'sip', uri: `sip:${'a'.repeat(255)}@example.com` }, /not a SIP URI/],
    [KEY, { type: 'client', uri: 'client:a b' }, /identity/],
  ])('leaves out %s %j and says why', (key, data, reason) => {
    expect(readSyncItem(key, data)).toMatchObject({ reason: expect.stringMatching(reason) });
  });
});
