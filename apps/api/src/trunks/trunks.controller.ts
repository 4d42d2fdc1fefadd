import { Body, Controller, Get, HttpCode, Patch, Post, Put, Sse } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { RequireScope } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { CurrentCaller } from '../auth/current-caller.decorator.js';
import { OptionalHeader } from '../auth/optional-header.decorator.js';
import { Problem } from '../problems/problem.js';
import { PlanDto, RecordingDto, RunDto, RunWithStepsDto, SettingsDto, SnapshotDto, TrunkDto } from './trunk.dto.js';
import { TrunkEvents } from './trunk-events.js';
import { planDto, runDto, snapshotDto, stepDto, trunkDto } from './trunk-views.js';
import { TrunksService } from './trunks.service.js';
import { UuidParam } from '../problems/uuid-param.decorator.js';

@ApiTags('Trunk')
@Controller('twilio-credentials/:credentialId/trunk')
export class TrunksController {
  constructor(
    private readonly trunks: TrunksService,
    private readonly trunkEvents: TrunkEvents,
  ) {}

  @Get()
  @RequireScope('trunks:read')
  @ApiOperation({ summary: 'The trunk as stored: state, resources, last drift, last runs' })
  @ApiOkResponse({ type: TrunkDto })
  async get(@CurrentCaller() caller: Caller, @UuidParam('credentialId') credentialId: string): Promise<TrunkDto> {
    return trunkDto(await this.trunks.view(caller, credentialId));
  }

  @Get('plan')
  @RequireScope('trunks:read')
  @ApiOperation({ summary: 'Dry run: what would be created, adopted, changed, lost. Empty means healthy' })
  @ApiOkResponse({ type: PlanDto })
  async plan(@CurrentCaller() caller: Caller, @UuidParam('credentialId') credentialId: string): Promise<PlanDto> {
    return planDto(await this.trunks.plan(caller, credentialId));
  }

  @Get('snapshot')
  @RequireScope('trunks:read')
  @ApiOperation({ summary: 'What the Twilio account held before Trunkline changed anything' })
  @ApiOkResponse({ type: SnapshotDto })
  async snapshot(
    @CurrentCaller() caller: Caller,
    @UuidParam('credentialId') credentialId: string,
  ): Promise<SnapshotDto> {
    return snapshotDto(await this.trunks.snapshot(caller, credentialId));
  }

  @Post('apply')
  @HttpCode(202)
  @RequireScope('trunks:write')
  @ApiOperation({ summary: 'Carry out the plan' })
  @ApiAcceptedResponse({ type: RunDto })
  async apply(@CurrentCaller() caller: Caller, @UuidParam('credentialId') credentialId: string): Promise<RunDto> {
    return runDto(await this.trunks.start(caller, credentialId, 'apply'));
  }

  @Post('repair')
  @HttpCode(202)
  @RequireScope('trunks:write')
  @ApiOperation({ summary: 'Put back what differs from the desired state' })
  @ApiAcceptedResponse({ type: RunDto })
  async repair(@CurrentCaller() caller: Caller, @UuidParam('credentialId') credentialId: string): Promise<RunDto> {
    return runDto(await this.trunks.start(caller, credentialId, 'repair'));
  }

  @Post('verify')
  @HttpCode(200)
  @RequireScope('trunks:write')
  @ApiOperation({ summary: 'Look at Twilio and LiveKit now and remember the drift' })
  @ApiOkResponse({ type: PlanDto })
  async verify(@CurrentCaller() caller: Caller, @UuidParam('credentialId') credentialId: string): Promise<PlanDto> {
    return planDto(await this.trunks.verify(caller, credentialId));
  }

  @Put('recording')
  @HttpCode(202)
  @RequireScope('trunks:write')
  @ApiOperation({ summary: 'Set whether and how Twilio records the calls of the trunk' })
  @ApiAcceptedResponse({ type: RunDto })
  async setRecording(
    @CurrentCaller() caller: Caller,
    @UuidParam('credentialId') credentialId: string,
    @Body() dto: RecordingDto,
  ): Promise<RunDto> {
    if (dto.mode !== 'do-not-record' && dto.consent !== true) throw new Problem('trunk.recording_consent');
    const recording = { mode: dto.mode, trim: dto.trim ?? ('do-not-trim' as const) };
    return runDto(await this.trunks.setRecording(caller, credentialId, recording));
  }

  @Patch()
  @HttpCode(202)
  @RequireScope('trunks:write')
  @ApiOperation({ summary: 'Secure trunking (both sides), transfers, disaster-recovery URL' })
  @ApiAcceptedResponse({ type: RunDto })
  async changeSettings(
    @CurrentCaller() caller: Caller,
    @UuidParam('credentialId') credentialId: string,
    @Body() dto: SettingsDto,
  ): Promise<RunDto> {
    return runDto(await this.trunks.changeSettings(caller, credentialId, dto));
  }

  @Get('runs/:runId')
  @RequireScope('trunks:read')
  @ApiOperation({ summary: 'One run with its journal' })
  @ApiOkResponse({ type: RunWithStepsDto })
  async run(
    @CurrentCaller() caller: Caller,
    @UuidParam('credentialId') credentialId: string,
    @UuidParam('runId') runId: string,
  ): Promise<RunWithStepsDto> {
    const { run, steps } = await this.trunks.run(caller, credentialId, runId);
    return { ...runDto(run), steps: steps.map(stepDto) };
  }

  @Sse('events')
  @RequireScope('trunks:read')
  @ApiOperation({ summary: 'Progress as server-sent events; resumes after Last-Event-ID' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The id of the last event you saw.' })
  @ApiProduces('text/event-stream')
  events(
    @CurrentCaller() caller: Caller,
    @UuidParam('credentialId') credentialId: string,
    @OptionalHeader('last-event-id') lastEventId?: string,
  ): Promise<Observable<MessageEvent>> {
    const last = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0;
    return this.trunkEvents.stream(caller, credentialId, last);
  }
}
