import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Secret } from './secret.js';

describe('a secret', () => {
  it('prints nothing of itself, however it is printed', () => {
    const secret = new Secret('canary-4711');
    const holder = { secret, list: [secret] };
    const shown = [
      String(secret),
      `${secret.toString()}`,
      JSON.stringify(holder),
      inspect(holder, { depth: 9, showHidden: true }),
      JSON.stringify({ ...secret }),
      JSON.stringify(Object.entries(secret)),
    ];
    for (const text of shown) expect(text).not.toContain('4711');
    expect(secret.reveal()).toBe('canary-4711');
  });

  it('compares by value', () => {
    expect(new Secret('a').equals(new Secret('a'))).toBe(true);
    expect(new Secret('a').equals(new Secret('ab'))).toBe(false);
  });
});
