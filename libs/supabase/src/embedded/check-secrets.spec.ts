import { describe, expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import { randomKeys } from '../keys/random-keys.js';
import { checkSecrets } from './check-secrets.js';

const { jwtSecret, publishableKey, secretKey } = randomKeys();
const good = { jwtSecret: new Secret(jwtSecret), publishableKey, secretKey: new Secret(secretKey) };

describe('the embedded database', () => {
  it('starts with keys it made itself', () => {
    expect(() => checkSecrets(good)).not.toThrow();
  });

  it.each([
    ['an empty JWT secret', { jwtSecret: new Secret('') }],
    ['a short JWT secret', { jwtSecret: new Secret('x1y2z3'.repeat(5)) }],
    ['a JWT secret of one letter', { jwtSecret: new Secret('a'.repeat(64)) }],
    ["lite's default", { jwtSecret: new Secret('unsafe-secret-change-me') }],
    ["Supabase's example", { jwtSecret: new Secret('super-secret-jwt-token-with-at-least-32-characters-long') }],
    ['no publishable key', { publishableKey: '' }],
    ['a legacy publishable key', { publishableKey: 'eyJhbGciOiJIUzI1NiJ9.e30.x' }],
    ['a short publishable key', { publishableKey: 'sb_publishable_short' }],
    ['no secret key', { secretKey: new Secret('') }],
    ['a publishable key as the secret one', { secretKey: new Secret(publishableKey) }],
  ])('refuses to start with %s', (_, change) => {
    expect(() => checkSecrets({ ...good, ...change })).toThrow(expect.objectContaining({ code: 'options.insecure' }));
  });
});
