import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CipherError } from './cipher-error.js';
import { checkCanary, makeCanary } from './canary.js';
import { KeyRing } from './key-ring.js';
import { Secret } from './secret.js';

const key = (): string => randomBytes(32).toString('base64');
const [one, two] = [key(), key()];

describe('a key ring', () => {
  it('takes base64 and base64url, plain or secret', () => {
    const ring = KeyRing.parse({
      keys: { a: new Secret(one), b: Buffer.from(two, 'base64').toString('base64url') },
      primary: 'b',
    });
    expect([ring.kids, ring.primary]).toEqual([['a', 'b'], 'b']);
  });

  it.each([
    ['too short', { a: randomBytes(31).toString('base64') }, 'a'],
    ['too long', { a: randomBytes(33).toString('base64') }, 'a'],
    ['not base64', { a: `${one.slice(0, -2)}*=` }, 'a'],
    ['with a blank', { a: ` ${one}` }, 'a'],
    ['empty', { a: '' }, 'a'],
    ['repeated under another id', { a: one, b: one }, 'a'],
    ['of a bad id', { A: one }, 'A'],
    ['of an id that is too long', { ['a'.repeat(33)]: one }, 'a'.repeat(33)],
    ['without the primary', { a: one }, 'b'],
    ['none at all', {}, 'a'],
    ['reached through the prototype', { a: one }, 'constructor'],
  ])('refuses keys: %s', (_, keys, primary) => {
    const refusal = expect.objectContaining({ code: 'cipher.key_ring', message: expect.not.stringContaining(one) });
    expect(() => KeyRing.parse({ keys, primary })).toThrow(refusal);
  });

  it('tells by a canary whether a key is the one it was', () => {
    const ring = KeyRing.parse({ keys: { a: one, b: two }, primary: 'a' });
    const canary = makeCanary(ring, 'b');
    expect(checkCanary(ring, 'b', canary)).toBe(true);
    expect(checkCanary(ring, 'a', canary)).toBe(false);
    expect(checkCanary(KeyRing.parse({ keys: { b: one }, primary: 'b' }), 'b', canary)).toBe(false);
    expect(checkCanary(KeyRing.parse({ keys: { a: one }, primary: 'a' }), 'b', canary)).toBe(false);
    expect(checkCanary(ring, 'b', 'nonsense')).toBe(false);
    expect(() => makeCanary(ring, 'c')).toThrow(CipherError);
  });
});
