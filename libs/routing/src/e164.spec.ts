import { describe, expect, it } from '@jest/globals';
import { isE164 } from './e164.js';

describe('isE164', () => {
  it.each([
    ['+14155550100', true],
    ['+4930123456', true],
    ['+6834000', true],
    ['+123456789012345', true],
    ['+1234567890123456', false],
    ['+911', false],
    ['+0415555010', false],
    ['14155550100', false],
    ['0014155550100', false],
    ['+1 415 555 0100', false],
    ['+1415555010a', false],
    ['+١٤١٥٥٥٥٠١٠٠', false],
    ['+14155550100\n', false],
    ['', false],
  ])('%j is %s', (text, expected) => {
    expect(isE164(text)).toBe(expected);
  });
});
