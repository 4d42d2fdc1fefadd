import { describe, expect, it } from '@jest/globals';
import { decideRoute, emptyDocument, type BusinessHours, type Call, type RoutingSnapshot } from '@app/routing';
import { weekOf } from './hour-boundaries.js';
import { sweepWeek } from './sweep-week.js';

const NUMBER = '+4930123456';
const CALL: Call = { callSid: 'CA0', from: '+4930999999', to: NUMBER, origin: 'pstn', uui: null };
const MINUTE_MS = 60_000;

function snapshotWith(hours: BusinessHours): RoutingSnapshot {
  const fallback = { kind: 'fallback' } as const;
  const target = { kind: 'client', identity: 'ada' } as const;
  const route = {
    hoursId: 'h',
    target,
    closed: { kind: 'hangup' } as const,
    ringSeconds: 20,
    onBusy: fallback,
    onNoAnswer: fallback,
    onFailure: fallback,
    callerId: 'caller' as const,
    record: 'do-not-record' as const,
  };
  const document = { ...emptyDocument(['DE']), routes: { [NUMBER]: route }, hours: { h: hours } };
  return { tenantId: 't', version: 1, document, isDynamic: true, ownNumbers: new Set([NUMBER]) };
}

const daily = (timeZone: string, periods: readonly (readonly [string, string])[]): BusinessHours => ({
  name: 'h',
  timeZone,
  weekly: ([1, 2, 3, 4, 5, 6, 7] as const).flatMap((day) => periods.map(([from, to]) => ({ day, from, to }))),
  holidays: [],
});

const OFFICE = daily('Europe/Berlin', [
  ['09:00', '12:30'],
  ['13:15', '17:45'],
]);
const NIGHT = daily('America/New_York', [
  ['00:00', '02:30'],
  ['22:00', '24:00'],
]);
const CHRISTMAS = {
  ...OFFICE,
  holidays: [
    { date: '2026-12-24', name: 'Eve', open: [{ from: '10:07', to: '12:00' }] },
    { date: '2026-12-25', name: 'Christmas', open: [] },
  ],
};
const LORD_HOWE = daily('Australia/Lord_Howe', [['01:40', '02:10']]);
const KATHMANDU = daily('Asia/Kathmandu', [['08:59', '09:01']]);
const NEVER = { ...OFFICE, weekly: [] };

describe('a week of a number', () => {
  it.each([
    ['an ordinary week', OFFICE, '2026-11-18', 'Europe/Berlin'],
    ['a week in which the clocks go forward', OFFICE, '2026-03-29', 'Europe/Berlin'],
    ['a week in which they go back', OFFICE, '2026-10-25', 'Europe/Berlin'],
    ['a night that is left out in spring', NIGHT, '2026-03-08', 'America/New_York'],
    ['a night that comes twice in autumn', NIGHT, '2026-11-01', 'America/New_York'],
    ['holidays', CHRISTMAS, '2026-12-24', 'Europe/Berlin'],
    ['a change of half an hour', LORD_HOWE, '2026-04-05', 'Australia/Lord_Howe'],
    ['an offset of three quarters of an hour', KATHMANDU, '2026-11-18', 'Asia/Kathmandu'],
    ['hours elsewhere than the week is counted', NIGHT, '2026-11-01', 'Asia/Tokyo'],
    ['hours that never open', NEVER, '2026-11-18', 'Europe/Berlin'],
  ])('is decided as minute by minute: %s', (_, hours, date, timeZone) => {
    const snapshot = snapshotWith(hours);
    const week = weekOf(date, timeZone);
    const intervals = sweepWeek(CALL, snapshot, date, timeZone);
    expect([intervals[0]?.from, intervals.at(-1)?.to]).toEqual([week.from, week.to]);
    let minutes = 0;
    for (const { from, to, decision } of intervals) {
      for (let ms = from.getTime(); ms < to.getTime(); ms += MINUTE_MS) {
        minutes += 1;
        const moment = new Date(ms);
        const { action } = decideRoute(CALL, snapshot, moment).decision;
        if (action !== decision.action) throw new Error(`${moment.toISOString()} is ${action}`);
      }
    }
    expect(minutes).toBe((week.to.getTime() - week.from.getTime()) / MINUTE_MS);
    const changes = intervals.filter((one, index) => one.decision.action === intervals[index - 1]?.decision.action);
    expect(changes).toEqual([]);
  });

  it.each([
    ['2026-11-18', 'Europe/Berlin', '2026-11-15T23:00:00.000Z', 168],
    ['2026-11-16', 'Europe/Berlin', '2026-11-15T23:00:00.000Z', 168],
    ['2026-11-22', 'Europe/Berlin', '2026-11-15T23:00:00.000Z', 168],
    ['2026-03-29', 'Europe/Berlin', '2026-03-22T23:00:00.000Z', 167],
    ['2026-10-25', 'Europe/Berlin', '2026-10-18T22:00:00.000Z', 169],
    ['2026-11-18', 'Asia/Tokyo', '2026-11-15T15:00:00.000Z', 168],
    ['1970-01-01', 'UTC', '1969-12-29T00:00:00.000Z', 168],
  ])('of %s in %s begins on its Monday', (date, timeZone, from, hours) => {
    const week = weekOf(date, timeZone);
    expect(week.from.toISOString()).toBe(from);
    expect((week.to.getTime() - week.from.getTime()) / 3_600_000).toBe(hours);
  });

  it('has one interval where nothing depends on the time', () => {
    const { document, ...rest } = snapshotWith(OFFICE);
    const routes = Object.fromEntries(
      Object.entries(document.routes).map(([number, route]) => [number, { ...route, hoursId: null }]),
    );
    const snapshot = { ...rest, document: { ...document, routes } };
    expect(sweepWeek(CALL, snapshot, '2026-10-25', 'Europe/Berlin')).toHaveLength(1);
  });
});
