import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayUnique, IsIn, Matches } from 'class-validator';
import type { BusinessHours, Holiday, OpenPeriod } from '@app/routing';
import { IsLabel } from '../../credentials/label.decorator.js';
import { datesOf, DatesDto, type DraftNoun } from '../drafts/draft-noun.js';
import { Page } from '../drafts/page.js';
import { IfGiven, NestedList } from '../fields/nested.decorator.js';
import { IsCalendarDate, IsLaterThan, IsTimeZoneName } from './time.decorators.js';

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const MOST_PERIODS = 70;
const MOST_HOLIDAYS = 300;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const TIME_OR_MIDNIGHT = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

export class OpenDto {
  @ApiProperty({ example: '09:00', description: 'Local time, HH:MM.' })
  @Matches(TIME, { message: 'This must be a time from 00:00 to 23:59' })
  from!: string;

  @ApiProperty({
    example: '17:30',
    description: 'Local time after `from`, to 24:00. The minute it names is closed again.',
  })
  @Matches(TIME_OR_MIDNIGHT, { message: 'This must be a time from 00:01 to 24:00' })
  @IsLaterThan('from')
  to!: string;
}

export class OpenPeriodDto extends OpenDto {
  @ApiProperty({ enum: DAYS, description: 'Monday is 1, Sunday is 7.' })
  @IsIn(DAYS)
  day!: OpenPeriod['day'];
}

export class HolidayDto {
  @ApiProperty({ example: '2026-12-25', format: 'date' })
  @IsCalendarDate()
  date!: string;

  @ApiProperty({ example: 'Christmas', maxLength: 64 })
  @IsLabel()
  name!: string;

  @ApiPropertyOptional({ type: [OpenDto], description: 'Left out or empty: closed all day.' })
  @IfGiven()
  @NestedList(() => OpenDto, { most: 10 })
  open?: OpenDto[];
}

export class BusinessHoursRequest {
  @ApiProperty({ example: 'Office', maxLength: 64 })
  @IsLabel()
  name!: string;

  @ApiProperty({ example: 'Europe/Berlin', description: 'A name of the IANA time zone database.' })
  @IsTimeZoneName()
  timeZone!: string;

  @ApiProperty({
    type: [OpenPeriodDto],
    maxItems: MOST_PERIODS,
    example: [{ day: 1, from: '09:00', to: '17:30' }],
    description: 'When it is open; a period past midnight is written as two.',
  })
  @NestedList(() => OpenPeriodDto, { most: MOST_PERIODS })
  weekly!: OpenPeriodDto[];

  @ApiPropertyOptional({
    type: [HolidayDto],
    maxItems: MOST_HOLIDAYS,
    description: 'Dates with hours of their own instead of their weekday’s.',
  })
  @IfGiven()
  @NestedList(() => HolidayDto, { most: MOST_HOLIDAYS })
  @ArrayUnique(({ date }: { date: unknown }) => date, { message: 'No date may be there twice' })
  holidays?: HolidayDto[];
}

export class BusinessHoursDto extends DatesDto {
  @ApiProperty({ format: 'uuid' }) readonly hoursId!: string;
  @ApiProperty({ example: 'Office' }) readonly name!: string;
  @ApiProperty({ example: 'Europe/Berlin' }) readonly timeZone!: string;
  @ApiProperty({ type: [OpenPeriodDto] }) readonly weekly!: readonly OpenPeriod[];
  @ApiProperty({ type: [HolidayDto] }) readonly holidays!: readonly Holiday[];
}

export class BusinessHoursPage extends Page {
  @ApiProperty({ type: [BusinessHoursDto], description: 'In the order of their names.' })
  readonly items!: BusinessHoursDto[];
}

export const BUSINESS_HOURS: DraftNoun<'business_hours', BusinessHoursRequest, BusinessHoursDto> = {
  table: 'business_hours',
  subject: 'business-hours',
  orderBy: 'name',
  missing: 'routing.hours_not_found',
  referredAs: 'hours',
  toContent: ({ name, timeZone, weekly, holidays }) => ({
    name,
    time_zone: timeZone,
    weekly: weekly.map(({ day, from, to }) => ({ day, from, to })),
    holidays: (holidays ?? []).map(toHoliday),
  }),
  toView: (row) => ({
    hoursId: row.id,
    name: row.name,
    timeZone: row.time_zone,
    weekly: row.weekly,
    holidays: row.holidays,
    ...datesOf(row),
  }),
  referencesOf: () => [],
};

function toHoliday({ date, name, open }: HolidayDto): BusinessHours['holidays'][number] {
  return { date, name, open: (open ?? []).map(({ from, to }) => ({ from, to })) };
}
