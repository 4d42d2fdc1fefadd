import { describe, expect, it } from '@jest/globals';
import { holdsUnstorable } from './holds-unstorable.js';

describe('a value that PostgreSQL cannot store', () => {
  it.each([
    ['a zero character', 'a\0b'],
    ['half a pair, first', '\uD83D'],
    ['half a pair, second', 'x\uDE00'],
    ['two halves in the wrong order', '\uDE00\uD83D'],
    ['behind a backslash', '\\\0'],
    ['in a list in an object', { a: [1, { b: '\0' }] }],
    ['in a name', { 'a\0': 1 }],
  ])('%s', (_, value) => {
    expect(holdsUnstorable(value)).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a whole pair', '😀'],
    ['the text of an escape', '\\u0000 \\ud83d'],
    ['other control characters', '\u0001\n\u001F'],
    ['many backslashes', '\\'.repeat(50_000)],
    ['numbers', { a: [1, 2.5, true] }],
  ])('is not %s', (_, value) => {
    expect(holdsUnstorable(value)).toBe(false);
  });
});
