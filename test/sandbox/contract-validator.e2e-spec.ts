import { describe, expect, it } from '@jest/globals';
import type { CheckedReply } from './contract-validator.js';
import { contractValidator } from './contract-validator.js';

const SID = 'a'.repeat(32);

function reply(
  changes: Partial<CheckedReply>,
  body: object = { mode: 'do-not-record', trim: 'trim-silence' },
): CheckedReply {
  return {
    vendor: 'twilio',
    method: 'GET',
    path: `/v1/Trunks/TK${SID}/Recording`,
    host: 'trunking.twilio.com',
    status: 200,
    headers: { 'Twilio-Request-Id': 'RQ1' },
    body: JSON.stringify(body),
    faulted: false,
    ...changes,
  };
}

const validator = contractValidator();
// Without the files there is nothing to prove; the validator has said so in its one line.
const whenAvailable = validator.available ? describe : describe.skip;

whenAvailable('the contract validator', () => {
  it('accepts what the contract describes', () => {
    expect(validator.check(reply({}))).toEqual([]);
  });

  const broken: [what: string, reply: CheckedReply][] = [
    ['a value outside an enumeration', reply({}, { mode: 'sometimes', trim: 'trim-silence' })],
    ['an invented field', reply({}, { mode: 'do-not-record', trim: 'trim-silence', extra: 1 })],
    ['a missing field', reply({}, { mode: 'do-not-record' })],
    ['an undocumented status', reply({ status: 202 })],
    ['an unknown path', reply({ path: '/v1/Trunks/TK1/Nonsense' })],
    ['a missing header', reply({ headers: {} })],
    ['an error without its envelope', reply({ status: 400 }, { error: 'x' })],
    ['a body where there is none', reply({ method: 'DELETE', path: `/v1/Trunks/TK${SID}`, status: 204 })],
    [
      'a date in the other dialect',
      reply(
        { host: 'api.twilio.com', path: `/2010-04-01/Accounts/AC${SID}/Keys/SK${SID}.json` },
        { sid: `SK${SID}`, friendly_name: 'x', date_created: '2026-01-01T00:00:00Z', date_updated: null },
      ),
    ],
    [
      'a SID with the wrong prefix',
      reply(
        { host: 'api.twilio.com', path: `/2010-04-01/Accounts/AC${SID}/Keys/SK${SID}.json` },
        { sid: `PN${SID}`, friendly_name: 'x', date_created: null, date_updated: null },
      ),
    ],
  ];
  it.each(broken)('finds %s', (_what, wrong) => {
    expect(validator.check(wrong)).not.toEqual([]);
  });

  it('takes the literal path before the template', () => {
    const path = `/2010-04-01/Accounts/AC${SID}/IncomingPhoneNumbers/Local.json`;
    const complaints = validator.check(reply({ host: 'api.twilio.com', path }, { incoming_phone_numbers: [] }));
    expect(complaints).toEqual([]);
  });

  it('holds nothing against a reply that a fault wrote, nor against LiveKit', () => {
    expect(validator.check(reply({ faulted: true, body: '<html>' }))).toEqual([]);
    expect(validator.check(reply({ vendor: 'livekit', path: '/twirp/x' }))).toEqual([]);
  });
});
