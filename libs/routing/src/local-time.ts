/** A moment as a clock on the wall shows it. */
export interface LocalTime {
  /** Monday is 1, Sunday 7. */
  readonly day: number;
  readonly minuteOfDay: number;
  /** Milliseconds since 1970 as this clock counts them. */
  readonly ms: number;
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** The quarter of an hour whose offset is known: no zone changes its offset but at the beginning of one. */
  quarter: number;
  offsetMs: number;
}

const QUARTER_MS = 900_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** More than IANA has names. Names come from tenants, so what is kept is bounded. */
const MAX_ZONES = 1_000;
/** Null: a name that is no time zone. */
const zones = new Map<string, Zone | null>();

/** Null when there is no such time zone. A formatter costs some 50 µs to make and some to ask: both are remembered. */
export function localTime(timeZone: string, now: Date): LocalTime | null {
  const zone = zoneOf(timeZone);
  const ms = now.getTime();
  if (zone === null || Number.isNaN(ms)) return null;
  const quarter = Math.floor(ms / QUARTER_MS);
  if (zone.quarter !== quarter) {
    zone.offsetMs = offsetOf(zone.format, quarter * QUARTER_MS);
    zone.quarter = quarter;
  }
  const local = ms + zone.offsetMs;
  const days = Math.floor(local / DAY_MS);
  return {
    // The first of January 1970 was a Thursday.
    day: ((((days + 3) % 7) + 7) % 7) + 1,
    minuteOfDay: Math.floor((local - days * DAY_MS) / MINUTE_MS),
    ms: local,
  };
}

/** YYYY-MM-DD. Apart from the rest, because only holidays ask for it. */
export function dateOf({ ms }: LocalTime): string {
  return new Date(ms).toISOString().slice(0, 10);
}

export function isTimeZone(name: string): boolean {
  return zoneOf(name) !== null;
}

function zoneOf(name: string): Zone | null {
  const known = zones.get(name);
  if (known !== undefined) return known;
  if (zones.size >= MAX_ZONES) zones.clear();
  const made = makeZone(name);
  zones.set(name, made);
  return made;
}

function makeZone(timeZone: string): Zone | null {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    return { format, quarter: Number.NaN, offsetMs: 0 };
  } catch {
    return null;
  }
}

function offsetOf(format: Intl.DateTimeFormat, ms: number): number {
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const read = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const year = parts.get('era') === 'BC' ? 1 - read('year') : read('year');
  const local = new Date(0);
  local.setUTCFullYear(year, read('month') - 1, read('day'));
  local.setUTCHours(read('hour'), read('minute'), read('second'));
  return local.getTime() - ms;
}
