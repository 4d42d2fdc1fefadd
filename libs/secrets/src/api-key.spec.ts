import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashesEqual, mintApiKey, parseApiKey } from './api-key.js';

describe('an API key', () => {
  it('is recognised again, by its id and the hash of its secret', () => {
    for (let i = 0; i < 1000; i += 1) {
      const { keyId, token, secretHash } = mintApiKey();
      expect(token.reveal()).toMatch(/^tl_live_[0-9a-z]{12}_[A-Za-z0-9_-]{50}$/);
      expect(parseApiKey(token.reveal())).toEqual({ keyId, secretHash });
      expect(secretHash).not.toContain(token.reveal().slice(21, 40));
    }
  });

  it('is never the same twice', () => {
    const keys = Array.from({ length: 10_000 }, mintApiKey);
    expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(10_000);
    expect(new Set(keys.map(({ secretHash }) => secretHash)).size).toBe(10_000);
  });

  it('is refused offline when any character was mistyped', () => {
    const text = mintApiKey().token.reveal();
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        fc.pre(text[at] !== character);
        expect(parseApiKey(text.slice(0, at) + character + text.slice(at + 1))).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['', 'tl_live_', 'sb_secret_x', ' tl_live_a', 'tl_test_aaaaaaaaaaaa_'])('is not %p', (text) => {
    expect(parseApiKey(text)).toBeNull();
  });

  it('is not a key with something before or behind it', () => {
    const text = mintApiKey().token.reveal();
    for (const other of [` ${text}`, `${text} `, `${text}\n`, text + text, text.toUpperCase()]) {
      expect(parseApiKey(other)).toBeNull();
    }
  });

  it('compares hashes of any length', () => {
    expect(hashesEqual('abc', 'abc')).toBe(true);
    expect(hashesEqual('abc', 'abd')).toBe(false);
    expect(hashesEqual('abc', 'ab')).toBe(false);
    expect(hashesEqual('', '')).toBe(true);
  });
});
