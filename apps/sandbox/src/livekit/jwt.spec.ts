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

  const refused: [what: string, authorization: string | undefined, message: string][] = [
    ['no header', undefined, 'invalid authorization header. Must start with Bearer '],
    ['Basic credentials', 'Basic eA==', 'invalid authorization header. Must start with Bearer '],
    ['something that is no token', 'Bearer x', 'invalid authorization token'],
    ['another key', token({ ...valid, iss: 'other' }), 'invalid API key'],
    ['another secret', token(valid, { alg: 'HS256' }, 'other'), 'invalid authorization token'],
    ['no algorithm', token(valid, { alg: 'none' }), 'invalid authorization token'],
    ['an expired token', token({ ...valid, exp: now - 60 }), 'token is expired'],
    ['a token without expiry', token({ iss: KEY }), 'token is expired'],
    ['a token from the future', token({ ...valid, nbf: now + 600 }), 'not valid yet'],
  ];
  it.each(refused)('refuses %s', (_what, authorization, message) => {
    expect(() => verifyToken(authorization, KEY, SECRET)).toThrow(message);
  });
});
