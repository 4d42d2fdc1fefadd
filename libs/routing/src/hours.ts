import { dateOf, localTime, type LocalTime } from './local-time.js';
import type { BusinessHours, Holiday } from './routing-document.js';

/** Whether a business is open, and the sentence that says why. */
export interface Opening {
  readonly isOpen: boolean;
  readonly why: string;
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Hours that cannot be read count as open: a call should rather ring in vain than be turned away. */
export function opening(hours: BusinessHours, now: Date): Opening {
  const local = localTime(hours.timeZone, now);
  if (local === null) return { isOpen: true, why: `“${hours.name}” has no time zone that exists: taken as open.` };
  const holiday = hours.holidays.length === 0 ? undefined : holidayOn(hours, local);
  const isOpen =
    holiday === undefined
      ? hours.weekly.some((period) => period.day === local.day && covers(period, local.minuteOfDay))
      : holiday.open.some((period) => covers(period, local.minuteOfDay));
  const moment = `${DAYS[local.day - 1] ?? ''} ${clock(local.minuteOfDay)} in ${hours.timeZone}`;
  const when = holiday === undefined ? moment : `${moment}, the holiday “${holiday.name}”`;
  return { isOpen, why: `It is ${when}: “${hours.name}” is ${isOpen ? 'open' : 'closed'}.` };
}

function holidayOn({ holidays }: BusinessHours, local: LocalTime): Holiday | undefined {
  const today = dateOf(local);
  return holidays.find(({ date }) => date === today);
}

function covers(period: { readonly from: string; readonly to: string }, minute: number): boolean {
  return minute >= minuteOf(period.from) && minute < minuteOf(period.to);
}

const TIME = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** HH:MM as minutes since midnight; NaN, which covers nothing, for what is no time. */
export function minuteOf(time: string): number {
  const match = TIME.exec(time);
  if (match === null) return Number.NaN;
  return match[1] === undefined ? 1_440 : Number(match[1]) * 60 + Number(match[2]);
}

function clock(minute: number): string {
  const minutes = minute % 60;
  return `${String((minute - minutes) / 60)}:${minutes < 10 ? '0' : ''}${String(minutes)}`;
}
