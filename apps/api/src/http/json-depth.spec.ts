import { describe, expect, it } from '@jest/globals';
import { isNestedTooDeep } from './json-depth.js';

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('how deep a body nests', () => {
  it.each([
    ['32 levels', nested(32), false],
    ['33 levels', nested(33), true],
    ['objects count as lists do', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, true],
    ['brackets in a text do not count', JSON.stringify({ name: '['.repeat(500) }), false],
    ['a quote in a text does not end it', JSON.stringify({ name: `"${'['.repeat(500)}` }), false],
    ['a backslash before the closing quote', `["\\\\",${nested(33)}]`, true],
    ['many lists side by side', `[${Array(500).fill('[]').join()}]`, false],
    ['nothing', '', false],
  ])('%s', (_, text, expected) => {
    expect(isNestedTooDeep(Buffer.from(text))).toBe(expected);
  });
});
