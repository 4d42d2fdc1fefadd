import { describe, expect, it } from '@jest/globals';
import { ChangeGaps } from './change-gaps.js';

describe('the place of a reader in the change feed', () => {
  it('asks again for ids that were skipped, until they come', () => {
    const gaps = new ChangeGaps();
    gaps.saw([10, 11], 0);
    expect([gaps.last, gaps.missing]).toEqual([11, []]);
    gaps.saw([14], 500);
    expect([gaps.last, gaps.missing]).toEqual([14, [12, 13]]);
    // One of them was committed late; ids come in ascending order, so it stands before a new one.
    gaps.saw([12, 15], 1_000);
    expect([gaps.last, gaps.missing]).toEqual([15, [13]]);
  });

  it('gives up on an id after a minute: its transaction was rolled back', () => {
    const gaps = new ChangeGaps();
    gaps.saw([1], 0);
    gaps.saw([3], 1_000);
    gaps.saw([], 60_999);
    expect(gaps.missing).toEqual([2]);
    gaps.saw([], 61_001);
    expect(gaps.missing).toEqual([]);
  });

  it('says so when more is missing than can be asked for, and goes on behind it', () => {
    const gaps = new ChangeGaps();
    gaps.saw([1], 0);
    expect(gaps.saw([10_000, 10_001], 0)).toBe(false);
    expect([gaps.last, gaps.missing]).toEqual([10_001, []]);
    expect(gaps.saw([10_002], 0)).toBe(true);
  });

  it('begins at nothing in an empty feed, so that it begins once', () => {
    const gaps = new ChangeGaps();
    expect(gaps.last).toBeNull();
    gaps.saw([], 0);
    expect(gaps.last).toBe(0);
    gaps.restart();
    expect(gaps.last).toBeNull();
  });
});
