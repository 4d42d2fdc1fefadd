import { localTime, type BusinessHours } from '@app/routing';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** No zone changes its offset twice in so short a time. */
const SCAN_MS = DAY_MS / 2;

/** From the first moment until right before the second. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** A time in which a zone's clocks run evenly: local time is UTC plus this. */
interface EvenSpan {
  readonly from: number;
  readonly to: number;
  readonly offsetMs: number;
}

/** The week from Monday 0:00 to Monday 0:00, local time, in which a date lies: 167 or 169 hours long when the clocks are changed. */
export function weekOf(date: string, timeZone: string): Span {
  const noon = new Date(`${date}T12:00:00Z`).getTime();
  const weekday = (Math.floor(noon / DAY_MS) + 3) % 7;
  const monday = noon - DAY_MS / 2 - weekday * DAY_MS;
  const spans = evenSpans(timeZone, monday - 2 * DAY_MS, monday + 9 * DAY_MS);
  return { from: new Date(firstAt(spans, monday)), to: new Date(firstAt(spans, monday + 7 * DAY_MS)) };
}

/** Every moment within the span at which one of the hours may open or close, in order, each once. */
export function boundariesOf(hours: readonly BusinessHours[], { from, to }: Span): Date[] {
  const [begin, end] = [from.getTime(), to.getTime()];
  const found = new Set<number>();
  for (const one of hours) {
    if (localTime(one.timeZone, from) === null) continue;
    const spans = evenSpans(one.timeZone, begin, end);
    const minutes = boundaryMinutes(one);
    for (const span of spans) {
      if (span.from > begin) found.add(span.from);
      const firstDay = Math.floor((span.from + span.offsetMs) / DAY_MS) * DAY_MS;
      for (let day = firstDay; day - span.offsetMs < span.to; day += DAY_MS) {
        for (const minute of minutes) {
          const moment = day + minute * MINUTE_MS - span.offsetMs;
          if (moment > begin && moment >= span.from && moment < span.to) found.add(moment);
        }
      }
    }
  }
  return [...found].toSorted((a, b) => a - b).map((ms) => new Date(ms));
}

/** Minutes of a day at which these hours open or close on some day; midnight too, because then another day's hours count. */
function boundaryMinutes({ weekly, holidays }: BusinessHours): ReadonlySet<number> {
  const periods = [...weekly, ...holidays.flatMap(({ open }) => open)];
  return new Set([0, ...periods.flatMap(({ from, to }) => [minuteOf(from), minuteOf(to)])]);
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}

/** The time between two moments, cut where the zone's clocks are changed. */
function evenSpans(timeZone: string, begin: number, end: number): EvenSpan[] {
  const spans: EvenSpan[] = [];
  let from = begin;
  let offsetMs = offsetAt(timeZone, begin);
  for (let scanned = begin; scanned < end;) {
    const next = Math.min(scanned + SCAN_MS, end);
    const changed = offsetAt(timeZone, next);
    if (changed !== offsetMs) {
      const change = changeBetween(timeZone, scanned, next, offsetMs);
      spans.push({ from, to: change, offsetMs });
      from = change;
      offsetMs = changed;
    }
    scanned = next;
  }
  return [...spans, { from, to: end, offsetMs }];
}

/** The minute at which the offset is another one than before. */
function changeBetween(timeZone: string, before: number, after: number, offsetMs: number): number {
  let [low, high] = [Math.floor(before / MINUTE_MS), Math.floor(after / MINUTE_MS)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timeZone, middle * MINUTE_MS) === offsetMs) low = middle;
    else high = middle;
  }
  return high * MINUTE_MS;
}

function offsetAt(timeZone: string, ms: number): number {
  const local = localTime(timeZone, new Date(ms));
  return local === null ? 0 : local.ms - ms;
}

/** The first moment at which a clock shows this local time or a later one: a time that is left out in spring is the change itself. */
function firstAt(spans: readonly EvenSpan[], localMs: number): number {
  for (const { from, to, offsetMs } of spans) {
    if (localMs - offsetMs < to) return Math.max(from, localMs - offsetMs);
  }
  return localMs;
}
