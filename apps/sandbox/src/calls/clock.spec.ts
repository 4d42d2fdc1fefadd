import { describe, expect, it } from '@jest/globals';
import { Clock } from './clock.js';
import { Timeline } from './timeline.js';

const START = Date.parse('2026-01-02T03:04:05Z');

describe('a clock of manual pace', () => {
  function standing(): Clock {
    const clock = new Clock();
    clock.set(START, 'manual');
    return clock;
  }

  it('goes from one waiting moment to the next, with all that follows from each', async () => {
    const clock = standing();
    const seen: [string, number][] = [];
    const wait = async (name: string, ...seconds: number[]): Promise<void> => {
      const timeline = new Timeline(clock, undefined);
      for (const second of seconds) {
        await timeline.pause(second);
        seen.push([name, (timeline.now - START) / 1000]);
      }
    };
    const both = [clock.working(wait('a', 1, 5)), clock.working(wait('b', 4, 4))];
    await clock.advance(7000);
    expect(seen).toEqual([
      ['a', 1],
      ['b', 4],
      ['a', 6],
    ]);
    expect(clock.now()).toBe(START + 7000);
    await clock.advance(1000);
    await Promise.all(both);
    expect(seen.at(-1)).toEqual(['b', 8]);
  });

  it('lets those go on who waited when it is set going', async () => {
    const clock = standing();
    const waiting = clock.working(new Timeline(clock, undefined).pause(0.02));
    clock.set(undefined, 'real');
    await waiting;
    expect(clock.now()).toBeGreaterThanOrEqual(START);
  });
});

describe('a timeline of instant pace', () => {
  it('takes no time, and ends when the caller hangs up', async () => {
    const timeline = new Timeline(new Clock(), START);
    await timeline.pause(3600);
    expect(timeline.now).toBe(START + 3_600_000);
    timeline.hangUpAt(START + 3_700_000);
    await expect(timeline.pause(200)).rejects.toThrow('caller-hung-up');
    expect(timeline.now).toBe(START + 3_700_000);
  });
});
