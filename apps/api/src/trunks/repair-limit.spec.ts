import { describe, expect, it } from '@jest/globals';
import { decideRepair, recentRepairs, type PastRepair, type RepairDecision } from './repair-limit.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
const repair = (minutes: number, ...keys: string[]): PastRepair => ({ at: minutesAgo(minutes).toISOString(), keys });
const QUARTER = 900;

describe('drift', () => {
  it.each<[what: string, repairs: PastRepair[], stopped: number | null, keys: string[], every: number, RepairDecision]>(
    [
      ['is repaired the first time', [], null, ['a'], QUARTER, 'repair'],
      ['is repaired a third time', [repair(30, 'a'), repair(15, 'a')], null, ['a'], QUARTER, 'repair'],
      [
        'is given up the fourth time within the hour',
        [repair(54, 'a'), repair(36, 'a'), repair(18, 'a')],
        null,
        ['a'],
        QUARTER,
        'stop',
      ],
      [
        'is given up for one thing among several',
        [repair(54, 'a', 'b'), repair(36, 'c', 'a'), repair(18, 'a')],
        null,
        ['d', 'a'],
        QUARTER,
        'stop',
      ],
      [
        'of other things is repaired however often',
        [repair(54, 'a'), repair(36, 'b'), repair(18, 'c')],
        null,
        ['d'],
        QUARTER,
        'repair',
      ],
      [
        'of long ago does not count',
        [repair(80, 'a'), repair(75, 'a'), repair(15, 'a')],
        null,
        ['a'],
        QUARTER,
        'repair',
      ],
      [
        'counts for longer where looks are hours apart',
        [repair(360, 'a'), repair(240, 'a'), repair(120, 'a')],
        null,
        ['a'],
        7_200,
        'stop',
      ],
      ['stays given up for a day', [], 23 * 60, ['z'], QUARTER, 'stopped'],
      ['is tried again after a day', [repair(1_450, 'a')], 24 * 60, ['a'], QUARTER, 'repair'],
    ],
  )('%s', (_, repairs, stopped, keys, every, decision) => {
    const stoppedAt = stopped === null ? null : minutesAgo(stopped);
    expect(decideRepair({ repairs, stoppedAt }, keys, every, NOW)).toBe(decision);
  });

  it('of long ago is forgotten', () => {
    expect(recentRepairs([repair(90, 'a'), repair(74, 'b'), repair(1, 'c')], QUARTER, NOW)).toEqual([
      repair(74, 'b'),
      repair(1, 'c'),
    ]);
  });
});
