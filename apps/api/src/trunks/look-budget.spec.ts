import { describe, expect, it } from '@jest/globals';
import { LookBudget } from './look-budget.js';

describe('the budget of looks', () => {
  it.each<[perMinute: number, steps: readonly (readonly [atSeconds: number, available: number])[]]>([
    [
      60,
      [
        [0, 10],
        [0, 0],
        [1, 1],
        [1, 0],
        [4, 3],
        [3_600, 10],
      ],
    ],
    [
      6,
      [
        [0, 1],
        [5, 0],
        [10, 1],
        [19, 0],
        [20, 1],
      ],
    ],
    [
      1,
      [
        [0, 1],
        [59, 0],
        [60, 1],
        [600, 1],
        [600, 0],
      ],
    ],
    [
      300,
      [
        [0, 50],
        [1, 5],
      ],
    ],
  ])('of %d a minute fills with time and is spent', (perMinute, steps) => {
    const budget = new LookBudget(perMinute);
    const seen = steps.map(([at]) => {
      const available = budget.available(at * 1_000);
      budget.spend(available);
      return [at, available];
    });
    expect(seen).toEqual(steps);
  });

  it('never allows more in any minute than a minute’s worth and what was saved up', () => {
    const budget = new LookBudget(60);
    let taken = 0;
    for (let second = 0; second < 600; second += 0.25) {
      const available = budget.available(second * 1_000);
      budget.spend(available);
      taken += available;
    }
    expect(taken).toBe(10 + 599);
  });

  it('keeps what was not taken', () => {
    const budget = new LookBudget(60);
    expect(budget.available(0)).toBe(10);
    budget.spend(3);
    expect(budget.available(0)).toBe(7);
  });

  it('is not moved by a clock that goes back', () => {
    const budget = new LookBudget(6);
    budget.spend(budget.available(10_000));
    expect(budget.available(0)).toBe(0);
  });
});
