import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsUrl, Matches, ValidateIf } from 'class-validator';
import { StoredProblemDto } from '../problems/stored-problem.dto.js';

const TRANSFER_MODES = ['disable-all', 'enable-all', 'sip-only'] as const;
const RECORDING_MODES = [
  'do-not-record',
  'record-from-ringing',
  'record-from-answer',
  'record-from-ringing-dual',
  'record-from-answer-dual',
] as const;
const TRIMS = ['do-not-trim', 'trim-silence'] as const;

/** May be left out; unlike with `IsOptional`, null is checked and refused. */
const IfGiven = (): PropertyDecorator => ValidateIf((_, value: unknown) => value !== undefined);

export class SettingsDto {
  @ApiPropertyOptional({ description: 'TLS and SRTP on both sides, and nothing else.' })
  @IfGiven()
  @IsBoolean()
  secure?: boolean;

  @ApiPropertyOptional({ enum: TRANSFER_MODES })
  @IfGiven()
  @IsIn(TRANSFER_MODES)
  transferMode?: (typeof TRANSFER_MODES)[number];

  @ApiPropertyOptional({
    nullable: true,
    type: String,
    description:
      'Asked by Twilio when LiveKit does not answer. Null: our own webhook, where it has a public https address.',
  })
  @ValidateIf((dto: SettingsDto) => dto.disasterRecoveryUrl !== undefined && dto.disasterRecoveryUrl !== null)
  @Matches(/^[!-~]{1,1000}$/, { message: 'This must be an address of at most 1000 characters, in ASCII' })
  @IsUrl({ protocols: ['https'], require_protocol: true, require_tld: false, disallow_auth: true })
  disasterRecoveryUrl?: string | null;
}

export class RecordingDto {
  @ApiProperty({ enum: RECORDING_MODES })
  @IsIn(RECORDING_MODES)
  mode!: (typeof RECORDING_MODES)[number];

  @ApiPropertyOptional({ enum: TRIMS, default: 'do-not-trim' })
  @IsOptional()
  @IsIn(TRIMS)
  trim?: (typeof TRIMS)[number];

  @ApiPropertyOptional({
    description: 'Must be true to switch recording on: the consent of the parties is the tenant’s duty.',
  })
  @IsOptional()
  @IsBoolean()
  consent?: boolean;
}

export class PlanActionDto {
  @ApiProperty({ example: 'twilio.trunk.create' }) key!: string;
  @ApiProperty({ enum: ['twilio', 'livekit'] }) system!: string;
  @ApiProperty({ enum: ['create', 'adopt', 'change', 'remove'] }) effect!: string;
  @ApiProperty() summary!: string;
  @ApiPropertyOptional({ description: 'What stops working or is overwritten.' }) loses?: string;
  @ApiProperty({ type: [String] }) dependsOn!: readonly string[];
}

export class NoticeDto {
  @ApiProperty() code!: string;
  @ApiProperty() sentence!: string;
}

export class PlanDto {
  @ApiProperty({ description: 'True: Twilio and LiveKit are exactly as desired.' }) isEmpty!: boolean;
  @ApiProperty({ type: [PlanActionDto] }) actions!: PlanActionDto[];
  @ApiProperty({ type: [NoticeDto], description: 'What you should know and Trunkline will not change.' })
  notices!: NoticeDto[];
}

export class StepDto {
  @ApiProperty() stepId!: number;
  @ApiProperty() runId!: string;
  @ApiProperty() pass!: number;
  @ApiProperty() actionKey!: string;
  @ApiProperty() effect!: string;
  @ApiProperty({ enum: ['planned', 'started', 'done', 'failed', 'info'] }) state!: string;
  @ApiProperty() summary!: string;
  @ApiProperty({ type: String, nullable: true }) externalId!: string | null;
  @ApiProperty({ type: StoredProblemDto, nullable: true }) problem!: StoredProblemDto | null;
  @ApiProperty() at!: string;
}

export class RunDto {
  @ApiProperty() runId!: string;
  @ApiProperty() credentialId!: string;
  @ApiProperty({ enum: ['connect', 'apply', 'repair', 'rotate', 'retire', 'disconnect', 'abandon'] }) kind!: string;
  @ApiProperty({ enum: ['queued', 'running', 'succeeded', 'failed', 'superseded'] }) status!: string;
  @ApiProperty({ type: StoredProblemDto, nullable: true }) problem!: StoredProblemDto | null;
  @ApiProperty() attempt!: number;
  @ApiProperty() createdAt!: string;
  @ApiProperty({ type: String, nullable: true }) startedAt!: string | null;
  @ApiProperty({ type: String, nullable: true }) finishedAt!: string | null;
}

export class RunWithStepsDto extends RunDto {
  @ApiProperty({ type: [StepDto] }) steps!: StepDto[];
}

export class ResourceDto {
  @ApiProperty({ example: 'twilio.trunk' }) kind!: string;
  @ApiProperty() externalId!: string;
  @ApiProperty({ enum: ['created', 'adopted'] }) ownership!: string;
}

export class DriftDto {
  @ApiProperty() key!: string;
  @ApiProperty() effect!: string;
  @ApiProperty() summary!: string;
}

export class TrunkDto {
  @ApiProperty() credentialId!: string;
  @ApiProperty() status!: string;
  @ApiProperty({ type: String, nullable: true }) trunkSid!: string | null;
  @ApiProperty({ type: String, nullable: true }) trunkName!: string | null;
  @ApiProperty({ type: String, nullable: true }) domainName!: string | null;
  @ApiProperty() secure!: boolean;
  @ApiProperty() transferMode!: string;
  @ApiProperty({ type: String, nullable: true }) disasterRecoveryUrl!: string | null;
  @ApiProperty() recordingMode!: string;
  @ApiProperty() recordingTrim!: string;
  @ApiProperty({ type: StoredProblemDto, nullable: true }) problem!: StoredProblemDto | null;
  @ApiProperty({ type: [DriftDto], description: 'What the last verification found to differ.' }) drift!: DriftDto[];
  @ApiProperty({ type: String, nullable: true }) verifiedAt!: string | null;
  @ApiProperty({ type: [ResourceDto] }) resources!: ResourceDto[];
  @ApiProperty({ type: [RunDto] }) runs!: RunDto[];
}

export class SnapshotTrunkDto {
  @ApiProperty() trunkSid!: string;
  @ApiProperty() friendlyName!: string;
  @ApiProperty({ type: String, nullable: true }) domainName!: string | null;
}

export class SnapshotCredentialListDto {
  @ApiProperty() credentialListSid!: string;
  @ApiProperty() friendlyName!: string;
}

export class SnapshotNumberDto {
  @ApiProperty() numberSid!: string;
  @ApiProperty() phoneNumber!: string;
  @ApiProperty({ type: String, nullable: true }) trunkSid!: string | null;
  @ApiProperty({ type: String, nullable: true }) voiceApplicationSid!: string | null;
  @ApiProperty({ type: String, nullable: true }) voiceUrl!: string | null;
}

export class SnapshotDto {
  @ApiProperty() takenAt!: string;
  @ApiProperty({ type: [SnapshotTrunkDto] }) trunks!: SnapshotTrunkDto[];
  @ApiProperty({ type: [SnapshotCredentialListDto] }) credentialLists!: SnapshotCredentialListDto[];
  @ApiProperty({ type: [SnapshotNumberDto] }) numbers!: SnapshotNumberDto[];
}
