import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { CurrentCaller } from '../auth/current-caller.decorator.js';
import { UuidParam } from '../problems/uuid-param.decorator.js';
import { invalidRequest } from '../problems/validation.pipe.js';
import { ImportedNumbersDto, importedNumbersDto, ImportNumbersDto } from './number-import.dto.js';
import { NumberImportService } from './number-import.service.js';
import { readCursor, type PageKey } from './number-page.js';
import { AvailableNumbersDto, availableNumbersDto, AvailableNumbersQuery } from './number-search.dto.js';
import { NumberSearchService } from './number-search.service.js';
import { NumberDto, numberDto, NumberPageDto, NumberQuery } from './number.dto.js';
import type { NumberStatus } from './number.js';
import { NumbersService } from './numbers.service.js';

const PRESENT: readonly NumberStatus[] = ['buying', 'owned', 'releasing'];

@ApiTags('Numbers')
@Controller('phone-numbers')
export class NumbersController {
  constructor(
    private readonly numbers: NumbersService,
    private readonly searches: NumberSearchService,
    private readonly imports: NumberImportService,
  ) {}

  @Get('available')
  @RequireScope('numbers:read')
  @ApiOperation({ summary: 'What Twilio has for sale, with what it demands before it sells' })
  @ApiOkResponse({ type: AvailableNumbersDto })
  async available(
    @CurrentCaller() caller: Caller,
    @Query() { areaCode, country, ...rest }: AvailableNumbersQuery,
  ): Promise<AvailableNumbersDto> {
    const search = { ...rest, country: country.toUpperCase() };
    return availableNumbersDto(
      await this.searches.search(caller, areaCode === undefined ? search : { ...search, areaCode: Number(areaCode) }),
    );
  }

  @Post('import')
  @HttpCode(200)
  @RequireScope('numbers:write')
  @ApiOperation({ summary: 'Take up the numbers that the Twilio account has; nothing changes at Twilio' })
  @ApiOkResponse({ type: ImportedNumbersDto })
  async import(@CurrentCaller() caller: Caller, @Body() dto: ImportNumbersDto): Promise<ImportedNumbersDto> {
    return importedNumbersDto(await this.imports.import(caller, dto.credentialId));
  }

  @Get()
  @RequireScope('numbers:read')
  @ApiOperation({ summary: 'Your numbers, in order, with what each does' })
  @ApiOkResponse({ type: NumberPageDto })
  async list(
    @CurrentCaller() caller: Caller,
    @Query() { limit, cursor, status, ...filter }: NumberQuery,
  ): Promise<NumberPageDto> {
    const statuses = status === undefined ? PRESENT : [status];
    const page = await this.numbers.list(caller, { ...filter, statuses }, keyOf(cursor), limit);
    return { numbers: page.numbers.map(numberDto), nextCursor: page.nextCursor };
  }

  @Get(':numberId')
  @RequireScope('numbers:read')
  @ApiOperation({ summary: 'One number' })
  @ApiOkResponse({ type: NumberDto })
  async get(@CurrentCaller() caller: Caller, @UuidParam('numberId') numberId: string): Promise<NumberDto> {
    return numberDto(await this.numbers.view(caller, numberId));
  }
}

function keyOf(cursor: string | undefined): PageKey | null {
  if (cursor === undefined) return null;
  const key = readCursor(cursor);
  if (key === null) throw invalidRequest([{ path: 'cursor', message: 'This must be the "nextCursor" of a page.' }]);
  return key;
}
