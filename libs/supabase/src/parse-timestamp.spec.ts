import { describe, expect, it } from '@jest/globals';
import { parseTimestamp } from './parse-timestamp.js';

describe('parseTimestamp', () => {
  it.each([
    ['2026-11-21 01:53:28.66+00', '2026-11-21T01:53:28.660Z'],
    ['2026-11-21T01:53:28.66+00:00', '2026-11-21T01:53:28.660Z'],
    ['2026-11-21T01:53:28Z', '2026-11-21T01:53:28.000Z'],
    ['2026-11-21 01:53:28.123456+05:30', '2026-11-20T20:23:28.123Z'],
    ['2026-11-21 01:53:28-03', '2026-11-21T04:53:28.000Z'],
    ['2026-11-21 01:53:28-0330', '2026-11-21T05:23:28.000Z'],
    ['2026-11-21 01:53:28', '2026-11-21T01:53:28.000Z'],
  ])('reads %p', (text, expected) => {
    expect(parseTimestamp(text).toISOString()).toBe(expected);
  });

  it.each(['', 'now', '2026-11-21', '-infinity', '2026-13-01 00:00:00+00', '2026-11-21 01:53:28.66+00 BC'])(
    'refuses %p',
    (text) => {
      expect(() => parseTimestamp(text)).toThrow(RangeError);
    },
  );
});
