import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { verifyToken } from './jwt.js';

const KEY = 'key';
const SECRET = 'secret';

function token(claims: object, header: object = { alg: 'HS256' }, secret = SECRET): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode(header)}.${encode(claims)}`;
  return `Bearer ${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const now = Math.floor(Date.now() / 1000);
const valid = { iss: KEY, exp: now + 60, sip: { admin: true } };

describe('verifyToken', () => {
  it('returns the grants of a good token', () => {
    expect(verifyToken(token(valid), KEY, SECRET)).toEqual({ sip: { admin: true }, video: {} });
  });

  it('grants nothing without a token', () => {
    expect(verifyToken(undefined, KEY, SECRET)).toEqual({ sip: {}, video: {} });
  });

  it.each([
    ['without dates', { iss: KEY, sip: valid.sip }],
    ['half a minute too late', { ...valid, exp: now - 30 }],
    ['half a minute too early', { ...valid, nbf: now + 30 }],
  ])('takes a token %s', (_what, claims) => {
    expect(verifyToken(token(claims), KEY, SECRET).sip).toEqual({ admin: true });
  });

  const refused: [what: string, authorization: string, message: string][] = [
    ['Basic credentials', 'Basic eA==', 'invalid authorization header. Must start with Bearer '],
    ['something that is no token', 'Bearer x', 'invalid authorization token'],
    ['another key', token({ ...valid, iss: 'other' }), 'invalid API key: other'],
    ['another secret', token(valid, { alg: 'HS256' }, 'other'), 'token signature is invalid: signature is invalid'],
    ['no algorithm', token(valid, { alg: 'none' }), 'signing method none is invalid'],
    ['an expired token', token({ ...valid, exp: now - 120 }), 'token is expired'],
    ['a date that is none', token({ ...valid, exp: 'x' }), 'invalid authorization token'],
    ['a token from the future', token({ ...valid, nbf: now + 600 }), 'token is not valid yet'],
  ];
  it.each(refused)('refuses %s', (_what, authorization, message) => {
    expect(() => verifyToken(authorization, KEY, SECRET)).toThrow(message);
  });
});
