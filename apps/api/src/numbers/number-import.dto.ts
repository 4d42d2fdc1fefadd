import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import type { ImportResult, SkipReason } from './number-import.service.js';

const SKIP_REASONS: Readonly<Record<SkipReason, string>> = {
  taken: 'It is in use in this installation. Whoever has it must give it up first.',
  other_credential: 'It is in use here under another of your Twilio accounts. Take it off its plane there first.',
  not_e164: 'It is no number in E.164, such as a short code; Trunkline cannot answer for it.',
};

export class ImportNumbersDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'Default: the active Twilio account.' })
  @IsOptional()
  @IsUUID()
  credentialId?: string;
}

export class SkippedNumberDto {
  @ApiProperty() phoneNumber!: string;
  @ApiProperty({ enum: Object.keys(SKIP_REASONS) }) reason!: string;
  @ApiProperty() detail!: string;
}

export class ImportedNumbersDto {
  @ApiProperty() credentialId!: string;
  @ApiProperty({ type: [String] }) imported!: string[];
  @ApiProperty({ type: [String], description: 'Here already.' }) known!: string[];
  @ApiProperty({ type: [SkippedNumberDto] }) skipped!: SkippedNumberDto[];
  @ApiProperty({ type: [String], description: 'Here, and no longer in the account.' }) missing!: string[];
}

export function importedNumbersDto(result: ImportResult): ImportedNumbersDto {
  return {
    credentialId: result.credentialId,
    imported: [...result.imported],
    known: [...result.known],
    skipped: result.skipped.map(({ phoneNumber, reason }) => ({ phoneNumber, reason, detail: SKIP_REASONS[reason] })),
    missing: [...result.missing],
  };
}
