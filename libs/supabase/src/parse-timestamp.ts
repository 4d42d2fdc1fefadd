const FORM = /^(\d{4,}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * Reads a `timestamptz` as PostgREST writes it (`2026-11-21T01:53:28.66+00:00`) and as the embedded database writes it
 * (`2026-11-21 01:53:28.66+00`). The two texts differ for one instant, so rows are compared as dates, never as text. A text
 * without an offset is read as UTC, the time zone of every session.
 */
export function parseTimestamp(text: string): Date {
  const [, day, time, fraction, offset] = FORM.exec(text) ?? [];
  if (day === undefined || time === undefined) throw new RangeError('Not a timestamp');
  const milliseconds = (fraction ?? '').padEnd(3, '0').slice(0, 3);
  const date = new Date(`${day}T${time}.${milliseconds}${fullOffset(offset ?? 'Z')}`);
  if (Number.isNaN(date.getTime())) throw new RangeError('Not a timestamp');
  return date;
}

function fullOffset(offset: string): string {
  if (offset === 'Z') return 'Z';
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  return `${offset.slice(0, 1)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
