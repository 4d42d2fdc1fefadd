import { describe, expect, it } from '@jest/globals';
import { generateSipPassword, isAcceptedByTwilio } from './sip-password.js';

describe('generateSipPassword', () => {
  it('always passes Twilio’s rule, needs no quoting and never repeats', () => {
    const seen = new Set<string>();
    for (let n = 0; n < 10_000; n += 1) {
      const password = generateSipPassword().reveal();
      if (!/^[A-Za-z0-9]{24}$/.test(password) || !isAcceptedByTwilio(password)) throw new Error(`bad: ${password}`);
      seen.add(password);
    }
    expect(seen.size).toBe(10_000);
  });

  it('does not put the forced classes at fixed places', () => {
    const digitFirst = Array.from({ length: 2_000 }, () => generateSipPassword().reveal()).filter((p) => /^\d/.test(p));
    // About one in six; the bounds are ten standard deviations wide.
    expect(digitFirst.length).toBeGreaterThan(150);
    expect(digitFirst.length).toBeLessThan(600);
  });
});

describe('isAcceptedByTwilio', () => {
  it.each([
    ['Abcdefghijk1', true],
    ['Abcdefghij1', false],
    ['abcdefghijk1', false],
    ['ABCDEFGHIJK1', false],
    ['Abcdefghijkl', false],
  ])('%s is %s', (password, accepted) => expect(isAcceptedByTwilio(password)).toBe(accepted));
});
