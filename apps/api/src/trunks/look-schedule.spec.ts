import { describe, expect, it } from '@jest/globals';
import { isWorthAWarning, nextLookMs, retryLookMs } from './look-schedule.js';

const HOUR = 3_600_000;

describe('when a trunk is looked at next', () => {
  it.each([
    [0, 720_000],
    [0.5, 900_000],
    [1, 1_080_000],
  ])('is a quarter of an hour, a fifth earlier or later (chance %d)', (chance, milliseconds) => {
    expect(nextLookMs(900, () => chance)).toBe(milliseconds);
  });

  it.each([
    [1, 60_000],
    [2, 120_000],
    [3, 240_000],
    [9, 256 * 60_000],
    [10, 6 * HOUR],
    [5_000, 6 * HOUR],
  ])('is put off further with each of %d failures', (failures, milliseconds) => {
    expect(retryLookMs(failures, () => 0.5)).toBe(milliseconds);
    expect(retryLookMs(failures, () => 0)).toBe(milliseconds * 0.8);
    expect(retryLookMs(failures, () => 1)).toBe(milliseconds * 1.2);
  });
});

describe('failed looks', () => {
  it('are worth a warning when they repeat, ever more seldom', () => {
    const warned = Array.from({ length: 40 }, (_, index) => index + 1).filter(isWorthAWarning);
    expect(warned).toEqual([2, 4, 8, 16, 32]);
  });
});
