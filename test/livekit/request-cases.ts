import { describe, expect, it } from '@jest/globals';
import type { WireBench } from './wire-bench.js';
import { REFUSAL_CLAIMS, REFUSALS } from './wire-refusals.js';

const LIST = 'ListSIPInboundTrunk';
/** Finds nothing, so that nobody's trunks appear in a report. */
const NONE = { numbers: ['+0'] };

/** Who is let in, and what is understood. */
export function requestCases(wire: WireBench): void {
  describe('tokens', () => {
    const NO_BEARER = '401 invalid authorization header. Must start with Bearer';
    const NO_TOKEN = '401 invalid authorization token';
    const DENIED = '401 unauthenticated: permissions denied';
    const now = Math.floor(Date.now() / 1000);
    const grants = { sip: { admin: true } };
    const refused = (why: string): string => `401 invalid token: <token>, error: ${why}`;
    const ALGORITHM = (alg: string): string => refused(`token signature is invalid: signing method ${alg} is invalid`);

    const cases: [what: string, token: () => string | null, expected: string][] = [
      ['none', () => null, DENIED],
      ['Basic credentials', () => 'Basic eA==', NO_BEARER],
      ['no token', () => 'Bearer x', NO_TOKEN],
      ['no JSON', () => 'Bearer a.b.c', NO_TOKEN],
      ['four parts', () => `Bearer ${wire.token()}.x`, NO_TOKEN],
      ['a date that is none', () => `Bearer ${wire.token({ ...grants, exp: 'x' })}`, NO_TOKEN],
      ['another key', () => `Bearer ${wire.token({ ...grants, iss: 'other' })}`, '401 invalid API key: other'],
      [
        'another secret',
        () => `Bearer ${wire.token(grants, { alg: 'HS256' }, 'x'.repeat(32))}`,
        refused('token signature is invalid: signature is invalid'),
      ],
      ['no algorithm', () => `Bearer ${wire.token(grants, { alg: 'none' })}`, ALGORITHM('none')],
      ['another algorithm', () => `Bearer ${wire.token(grants, { alg: 'HS512' })}`, ALGORITHM('HS512')],
      [
        'two minutes too late',
        () => `Bearer ${wire.token({ ...grants, exp: now - 120 })}`,
        refused('token has invalid claims: token is expired'),
      ],
      [
        'ten minutes too early',
        () => `Bearer ${wire.token({ ...grants, nbf: now + 600 })}`,
        refused('token has invalid claims: token is not valid yet'),
      ],
      ['half a minute too late', () => `Bearer ${wire.token({ ...grants, exp: now - 30 })}`, '200'],
      ['without an expiry', () => `Bearer ${wire.token({ ...grants, exp: undefined })}`, '200'],
      ['without the grant', () => `Bearer ${wire.token({ sip: { call: true } })}`, DENIED],
      ['with grants for rooms only', () => `Bearer ${wire.token({ video: { roomAdmin: true } })}`, DENIED],
    ];
    it.each(cases)('%s', async (_what, token, expected) => {
      const authorization = token();
      const outcome = await wire.outcome(LIST, NONE, { authorization });
      expect(outcome.replace(authorization?.slice('Bearer '.length) ?? '<none>', '<token>')).toBe(expected);
    });

    it('a call needs its own grant', async () => {
      expect(await wire.outcome('CreateSIPParticipant', {}, { claims: { sip: { admin: true } } })).toBe(DENIED);
    });
  });

  describe('requests', () => {
    const MALFORMED = '400 malformed: the json request could not be decoded';
    const cases: [what: string, method: string, body: unknown, wishes: object, expected: string][] = [
      ['an unknown method', 'Nonsense', {}, {}, '404 bad_route: no handler for path "/twirp/livekit.SIP/Nonsense"'],
      ['an unknown service', 'livekit.Nonsense/List', {}, {}, '404 404 page not found'],
      ['GET', LIST, {}, { httpMethod: 'GET' }, '404 bad_route: unsupported method "GET" (only POST is allowed)'],
      ['text', LIST, '{}', { contentType: 'text/plain' }, '404 bad_route: unexpected Content-Type: "text/plain"'],
      ['broken JSON', LIST, '{', {}, MALFORMED],
      ['nothing', LIST, '', {}, MALFORMED],
      ['a list', LIST, '[]', {}, MALFORMED],
      ['a number where a list belongs', LIST, { numbers: 5 }, {}, MALFORMED],
      ['null where a list belongs, and unknown fields', LIST, { ...NONE, trunk_ids: null, other: 1 }, {}, '200'],
      ['camelCase', 'GetSIPInboundTrunk', { sipTrunkId: '' }, {}, '400 invalid_argument: trunk ID is required'],
    ];
    it.each(cases)('%s', async (_what, method, body, wishes, expected) => {
      expect(await wire.outcome(method, body, wishes)).toBe(expected);
    });

    it.each(REFUSALS)('%s %j is refused: %s', async (method, body, expected) => {
      expect(await wire.outcome(method, body, { claims: REFUSAL_CLAIMS })).toBe(expected);
    });
  });
}
