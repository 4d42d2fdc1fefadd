import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { minuteOf, opening } from './hours.js';
import { dateOf, isTimeZone, localTime } from './local-time.js';
import type { BusinessHours } from './routing-document.js';

const WEEKDAYS: BusinessHours = {
  name: 'Office',
  timeZone: 'Europe/Berlin',
  weekly: ([1, 2, 3, 4, 5] as const).flatMap((day) => [
    { day, from: '09:00', to: '12:30' },
    { day, from: '13:00', to: '17:00' },
  ]),
  holidays: [
    { date: '2026-12-25', name: 'Christmas', open: [] },
    { date: '2026-12-24', name: 'Christmas Eve', open: [{ from: '09:00', to: '12:00' }] },
  ],
};

describe('opening', () => {
  it.each([
    ['2026-11-18T08:00:00Z', 'Europe/Berlin', true],
    ['2026-11-18T07:59:59Z', 'Europe/Berlin', false],
    ['2026-11-18T11:29:00Z', 'Europe/Berlin', true],
    ['2026-11-18T11:30:00Z', 'Europe/Berlin', false],
    ['2026-11-18T12:00:00Z', 'Europe/Berlin', true],
    ['2026-11-18T16:00:00Z', 'Europe/Berlin', false],
    // Saturday.
    ['2026-11-21T10:00:00Z', 'Europe/Berlin', false],
    // The same moment elsewhere.
    ['2026-11-18T08:00:00Z', 'America/New_York', false],
    ['2026-11-18T14:00:00Z', 'America/New_York', true],
    ['2026-11-18T03:15:00Z', 'Asia/Kathmandu', true],
    ['2026-11-18T03:14:00Z', 'Asia/Kathmandu', false],
    ['2026-11-22T21:00:00Z', 'Pacific/Auckland', true],
    // Summer time begins on 2026-03-29 and ends on 2026-10-25 in Berlin.
    ['2026-03-27T08:00:00Z', 'Europe/Berlin', true],
    ['2026-03-30T07:00:00Z', 'Europe/Berlin', true],
    ['2026-03-30T06:59:00Z', 'Europe/Berlin', false],
    ['2026-10-26T07:59:00Z', 'Europe/Berlin', false],
    ['2026-10-26T08:00:00Z', 'Europe/Berlin', true],
    // A Thursday and a Friday with hours of their own.
    ['2026-12-24T10:59:00Z', 'Europe/Berlin', true],
    ['2026-12-24T13:00:00Z', 'Europe/Berlin', false],
    ['2026-12-25T10:00:00Z', 'Europe/Berlin', false],
    // Hours that cannot be read turn nobody away.
    ['2026-11-21T03:00:00Z', 'Europe/Atlantis', true],
  ])('at %s in %s: %s', (moment, timeZone, expected) => {
    expect(opening({ ...WEEKDAYS, timeZone }, new Date(moment)).isOpen).toBe(expected);
  });

  it('says why', () => {
    expect(opening(WEEKDAYS, new Date('2026-11-18T08:05:00Z')).why).toBe(
      'It is Wednesday 9:05 in Europe/Berlin: “Office” is open.',
    );
    expect(opening(WEEKDAYS, new Date('2026-12-25T08:05:00Z')).why).toBe(
      'It is Friday 9:05 in Europe/Berlin, the holiday “Christmas”: “Office” is closed.',
    );
  });

  it('is open until midnight when a period ends at 24:00', () => {
    const night: BusinessHours = { ...WEEKDAYS, timeZone: 'UTC', weekly: [{ day: 3, from: '22:00', to: '24:00' }] };
    expect(opening(night, new Date('2026-11-18T23:59:59Z')).isOpen).toBe(true);
    expect(opening(night, new Date('2026-11-19T00:00:00Z')).isOpen).toBe(false);
  });
});

describe('localTime', () => {
  const zones = [
    'Europe/Berlin',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'Africa/Casablanca',
    'UTC',
  ];

  it('is what Intl says, also around the changes of the clock and in whatever order it is asked', () => {
    const moment = fc.integer({ min: Date.UTC(1995, 0), max: Date.UTC(2035, 0) });
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, (timeZone, ms) => {
        const local = localTime(timeZone, new Date(ms));
        const clock = new Intl.DateTimeFormat('en-GB', {
          timeZone,
          hour: '2-digit',
          minute: '2-digit',
          hourCycle: 'h23',
        });
        const date = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
        expect(clock.format(ms).split(':').map(Number)).toEqual([
          Math.floor((local?.minuteOfDay ?? 0) / 60),
          (local?.minuteOfDay ?? 0) % 60,
        ]);
        expect(local === null ? '' : dateOf(local)).toBe(date.format(ms));
        expect(local?.day).toBe(((new Date(`${date.format(ms)}T00:00:00Z`).getUTCDay() + 6) % 7) + 1);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['', 'Mars/Olympus', 'Europe/Berlin ', '__proto__'])('does not know the zone %j', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });

  it('knows no time at a moment that is none', () => {
    expect(localTime('UTC', new Date(Number.NaN))).toBeNull();
  });
});

describe('minuteOf', () => {
  it.each([
    ['00:00', 0],
    ['09:05', 545],
    ['24:00', 1_440],
    ['24:01', Number.NaN],
    ['9:05', Number.NaN],
    ['12:60', Number.NaN],
    ['', Number.NaN],
  ])('%j is %s', (time, expected) => {
    expect(minuteOf(time)).toBe(expected);
  });
});
