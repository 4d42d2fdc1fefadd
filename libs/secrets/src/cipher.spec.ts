import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CipherError } from './cipher-error.js';
import { isSealed, openSecret, rewrapSecret, sealedWith, sealSecret, type SecretContext } from './cipher.js';
import { KeyRing } from './key-ring.js';
import { decrypt } from './aead.js';

const keyA = randomBytes(32).toString('base64');
const keyB = randomBytes(32).toString('base64');
const ring = KeyRing.parse({ keys: { a: keyA }, primary: 'a' });
const both = KeyRing.parse({ keys: { a: keyA, b: keyB }, primary: 'b' });
const place: SecretContext = { tenantId: 't1', table: 'user_twilio_credentials', column: 'auth_token', rowId: 'r1' };

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CipherError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('the secret cipher', () => {
  it.each(['', 'x', 'ünïcode 🔐 \u0000 text', 'a'.repeat(100_000)])('gives back what was sealed', (text) => {
    expect(openSecret(ring, place, sealSecret(ring, place, text)).reveal()).toBe(text);
  });

  it('gives back any text, and seals it differently each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const [one, two] = [sealSecret(ring, place, text), sealSecret(ring, place, text)];
        expect(one).not.toBe(two);
        expect(openSecret(ring, place, one).reveal()).toBe(text);
        expect(isSealed(one) && sealedWith(one) === 'a').toBe(true);
      }),
    );
  });

  it('opens nowhere but in its own tenant, table, column and row', () => {
    const contexts = ['t1', 't2'].flatMap((tenantId) =>
      ['x', 'y'].flatMap((table) =>
        ['x', 'y'].flatMap((column) => ['1', '2'].map((rowId) => ({ tenantId, table, column, rowId }))),
      ),
    );
    for (const from of contexts) {
      const token = sealSecret(ring, from, 'value');
      for (const to of contexts) {
        expect(codeOf(() => openSecret(ring, to, token))).toBe(from === to ? 'no error' : 'cipher.tampered');
      }
    }
  });

  it('does not confuse fields whose joined text is the same', () => {
    fc.assert(
      fc.property(fc.tuple(fc.string(), fc.string(), fc.string(), fc.string()), fc.nat(), ([a, b, c, d], cut) => {
        const from = { table: a, column: b, rowId: c, tenantId: d };
        const joined = a + b;
        const at = cut % (joined.length + 1);
        const to = { ...from, table: joined.slice(0, at), column: joined.slice(at) };
        fc.pre(to.table !== from.table);
        expect(codeOf(() => openSecret(ring, to, sealSecret(ring, from, 'v')))).toBe('cipher.tampered');
      }),
    );
  });

  it('refuses a token with any single bit flipped', () => {
    const parts = sealSecret(ring, place, 'a secret value').split('.');
    for (const i of [2, 3, 4]) {
      const bytes = Buffer.from(parts[i] ?? '', 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const token = parts.with(i, flipped.toString('base64url')).join('.');
        expect(codeOf(() => openSecret(ring, place, token))).toBe('cipher.tampered');
      }
    }
  });

  it('refuses every truncation of every part', () => {
    const parts = sealSecret(ring, place, 'value').split('.');
    for (const i of [2, 3, 4]) {
      const bytes = Buffer.from(parts[i] ?? '', 'base64url');
      for (let length = 0; length < bytes.length; length += 1) {
        const token = parts.with(i, bytes.subarray(0, length).toString('base64url')).join('.');
        expect(codeOf(() => openSecret(ring, place, token))).not.toBe('no error');
      }
    }
  });

  it('refuses a tag of 4 bytes that Node itself would accept', () => {
    const key = createSecretKey(randomBytes(32));
    const iv = randomBytes(12);
    const aad = Buffer.from('aad');
    const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 4 }).setAAD(aad);
    const text = Buffer.concat([cipher.update('a value of some length'), cipher.final()]);
    const box = Buffer.concat([text, cipher.getAuthTag()]);
    expect(box.length).toBeGreaterThan(16);
    expect(decrypt(key, aad, { iv, box })).toBeUndefined();
  });

  it.each([
    '',
    'plain text',
    'v1',
    'v2.a.AA.AA.AA',
    'v1.a.AA.AA.AA',
    'v1.A.AA.AA.AA',
    '__proto__',
    `v1.${'a'.repeat(33)}.AA.AA.AA`,
  ])('calls %p malformed', (token) => {
    expect(codeOf(() => openSecret(ring, place, token))).toBe('cipher.malformed');
    expect(isSealed(token)).toBe(false);
  });

  it('accepts only the canonical base64url text of each part', () => {
    const token = sealSecret(ring, place, 'v');
    const parts = token.split('.');
    // 17 bytes take 23 characters, of which the last carries four unused bits.
    const last = parts[4]?.at(-1) ?? '';
    const others = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].filter((c) => c !== last);
    for (const other of others) {
      const changed = token.slice(0, -1) + other;
      expect(['cipher.malformed', 'cipher.tampered']).toContain(codeOf(() => openSecret(ring, place, changed)));
    }
    for (const changed of [
      `${token}=`,
      `${token} `,
      ` ${token}`,
      `${token}\n`,
      `${token}.`,
      token.replace('v1', 'V1'),
    ]) {
      expect(codeOf(() => openSecret(ring, place, changed))).toBe('cipher.malformed');
    }
  });

  it('says so when the ring lacks the key', () => {
    const other = KeyRing.parse({ keys: { b: keyB }, primary: 'b' });
    expect(codeOf(() => openSecret(other, place, sealSecret(ring, place, 'v')))).toBe('cipher.unknown_key');
  });

  it('does not take another key under the same id for the right one', () => {
    const impostor = KeyRing.parse({ keys: { a: keyB }, primary: 'a' });
    expect(codeOf(() => openSecret(impostor, place, sealSecret(ring, place, 'v')))).toBe('cipher.tampered');
  });

  it('moves a value to the primary key without changing it, and leaves it there', () => {
    const old = sealSecret(ring, place, 'value');
    const rewrapped = rewrapSecret(both, place, old);
    expect(sealedWith(rewrapped)).toBe('b');
    expect(rewrapped.split('.').slice(3)).toEqual(old.split('.').slice(3));
    expect(openSecret(KeyRing.parse({ keys: { b: keyB }, primary: 'b' }), place, rewrapped).reveal()).toBe('value');
    expect(rewrapSecret(both, place, rewrapped)).toBe(rewrapped);
    expect(codeOf(() => rewrapSecret(both, { ...place, rowId: 'r2' }, old))).toBe('cipher.tampered');
  });

  it('never puts the plain text into an error', () => {
    const token = sealSecret(ring, place, 'tell-no-one');
    for (const run of [
      () => openSecret(ring, { ...place, rowId: 'other' }, token),
      () => openSecret(both.withPrimary('a'), place, `${token}x`),
      () => openSecret(KeyRing.parse({ keys: { b: keyB }, primary: 'b' }), place, token),
    ]) {
      const message = expect.not.stringMatching(/tell-no-one|\.[A-Za-z0-9_-]{16,}/);
      expect(run).toThrow(expect.objectContaining({ name: 'CipherError', message }));
    }
  });

  it('never repeats an IV in 100,000 values', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 50_000; i += 1) {
      const [, , wrapped = '', iv = ''] = sealSecret(ring, place, '').split('.');
      seen.add(iv).add(wrapped.slice(0, 16));
    }
    expect(seen.size).toBe(100_000);
  });
});
