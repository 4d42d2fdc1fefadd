import { applyDecorators } from '@nestjs/common';
import { IsTimeZone, Matches, ValidateBy, type ValidationArguments } from 'class-validator';

const NOT_A_ZONE = { message: 'This must be a time zone, such as Europe/Berlin' };

/** A name of the IANA time zone database. Offsets such as +01:00, which JavaScript takes too, know no summer time. */
export function IsTimeZoneName(): PropertyDecorator {
  return applyDecorators(
    Matches(/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/, NOT_A_ZONE),
    IsTimeZone(NOT_A_ZONE),
  );
}

/** A date that the calendar has, YYYY-MM-DD. */
export function IsCalendarDate(): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isCalendarDate',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && isCalendarDate(value),
        defaultMessage: () => 'This must be a date, such as 2026-12-25',
      },
    },
    {},
  );
}

export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** A time HH:MM after the one in another field: times in this form compare as texts. */
export function IsLaterThan(other: string): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isLaterThan',
      validator: {
        validate: (value: unknown, args?: ValidationArguments) => {
          const earlier = (args?.object as Readonly<Record<string, unknown>> | undefined)?.[other];
          return typeof value === 'string' && typeof earlier === 'string' && value > earlier;
        },
        defaultMessage: () => `This must be later than "${other}"; a period past midnight is written as two`,
      },
    },
    {},
  );
}
