import { minuteOf } from '../hours.js';
import { isTimeZone } from '../local-time.js';
import type { BusinessHours, Id } from '../routing-document.js';
import { checkId, report } from './check-target.js';
import type { Check } from './document-facts.js';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

interface Span {
  readonly from: string;
  readonly to: string;
}

/** Adds what is wrong with one set of business hours. */
export function checkHours(check: Check, id: Id, { name, timeZone, weekly, holidays }: BusinessHours): void {
  const where = { kind: 'hours', id } as const;
  checkId(check, where);
  if (!isTimeZone(timeZone)) report(check, 'hours_time_zone', where, `“${timeZone}” is not a time zone.`);
  for (const day of new Set(weekly.map((period) => period.day))) {
    const spans = weekly.filter((period) => period.day === day);
    if (!Number.isInteger(day) || day < 1 || day > 7)
      report(check, 'hours_period', where, `There is no day ${String(day)}.`);
    checkSpans(check, id, spans, `“${name}”, day ${String(day)}`);
  }
  const dates = new Set<string>();
  for (const { date, open } of holidays) {
    if (!isDate(date)) report(check, 'hours_holiday', where, `“${date}” is not a date.`);
    else if (dates.has(date)) report(check, 'hours_holiday', where, `${date} is there twice.`);
    dates.add(date);
    checkSpans(check, id, open, `“${name}”, ${date}`);
  }
  if (weekly.length === 0 && holidays.every(({ open }) => open.length === 0)) {
    report(check, 'hours_never_open', where, `“${name}” is never open.`);
  }
}

function checkSpans(check: Check, id: Id, spans: readonly Span[], of: string): void {
  const where = { kind: 'hours', id } as const;
  for (const { from, to } of spans) {
    // Not the other way round: a time that cannot be read is NaN.
    if (!(minuteOf(from) < minuteOf(to))) report(check, 'hours_period', where, `${of}: ${from} to ${to} is no period.`);
  }
  const sorted = spans.toSorted((a, b) => minuteOf(a.from) - minuteOf(b.from));
  for (const [index, { from }] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before !== undefined && minuteOf(from) < minuteOf(before.to)) {
      report(check, 'hours_overlap', where, `${of}: two periods overlap at ${from}.`);
    }
  }
}

function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
