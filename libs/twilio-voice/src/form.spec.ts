import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readForm } from './form.js';

/** What `URLSearchParams` reads; the ampersand keeps it from taking a leading `?` for the beginning of a query. */
function oracle(text: string): (readonly [string, readonly string[]])[] {
  const parameters = new URLSearchParams(`&${text}`);
  return [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]);
}

function readAll(text: string): (readonly [string, readonly string[]])[] {
  const { values, repeated } = readForm(Buffer.from(text, 'utf8'));
  return [...values].map(([name, value]) => [name, repeated?.get(name) ?? [value]]);
}

const pieces = fc.constantFrom(
  'a',
  'b',
  'To',
  '=',
  '&',
  '%',
  '+',
  '%2B',
  '%26',
  '%3D',
  '%C3%A9',
  '%f0%9f',
  '%zz',
  '?',
  ' ',
);

describe('a form', () => {
  it('is read as URLSearchParams reads it, for 10,000 random bodies', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        expect(readAll(parts.join(''))).toEqual(oracle(parts.join('')));
      }),
      { numRuns: 10_000 },
    );
  });

  it('that URLSearchParams wrote says again what it said, whatever the characters', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'binary' })), (fields) => {
        const { values, repeated } = readForm(Buffer.from(new URLSearchParams(fields).toString()));
        expect(Object.fromEntries(values)).toEqual(Object.fromEntries(new URLSearchParams(fields)));
        expect(repeated).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['a=1&a=2', { a: ['1', '2'] }],
    ['a=1&%61=1', { a: ['1', '1'] }],
    ['a&b=2&a=', { a: ['', ''] }],
  ])('%s gives a name more than once', (text, expected) => {
    expect(Object.fromEntries(readForm(Buffer.from(text)).repeated ?? [])).toEqual(expected);
  });

  it('may have any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => readForm(Buffer.from(bytes))).not.toThrow();
      }),
    );
  });
});
