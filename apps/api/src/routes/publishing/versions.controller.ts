import { Controller, Get, Param, Query, type PipeTransform } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../auth/access.decorators.js';
import type { Caller } from '../../auth/caller.js';
import { CurrentCaller } from '../../auth/current-caller.decorator.js';
import { Problem } from '../../problems/problem.js';
import { PageQuery } from '../drafts/page.js';
import { DiffDto, DiffQuery, VersionPage, VersionWithDocumentDto } from './version.dto.js';
import { VersionsService } from './versions.service.js';

/** What is no number is no version either. */
const toVersion: PipeTransform<string, number> = {
  transform: (text) => {
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new Problem('routing.version_not_found');
    return Number(text);
  },
};

const VERSION_PARAM = { name: 'version', type: Number, example: 3 } as const;

@ApiTags('Routing')
@Controller('routing/versions')
export class RoutingVersionsController {
  constructor(private readonly versions: VersionsService) {}

  @Get()
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'List what was published, the newest first' })
  @ApiOkResponse({ type: VersionPage })
  list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<VersionPage> {
    return this.versions.list(caller, query);
  }

  @Get(':version')
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'Show a version with its document' })
  @ApiParam(VERSION_PARAM)
  @ApiOkResponse({ type: VersionWithDocumentDto })
  get(@CurrentCaller() caller: Caller, @Param('version', toVersion) version: number): Promise<VersionWithDocumentDto> {
    return this.versions.get(caller, version);
  }

  @Get(':version/diff')
  @RequireScope('routing:read')
  @ApiOperation({ summary: 'What is different in the draft, or in another version' })
  @ApiParam(VERSION_PARAM)
  @ApiOkResponse({ type: DiffDto })
  diff(
    @CurrentCaller() caller: Caller,
    @Param('version', toVersion) version: number,
    @Query() { to = 'draft' }: DiffQuery,
  ): Promise<DiffDto> {
    return this.versions.diff(caller, version, to === 'draft' ? to : Number(to));
  }
}
