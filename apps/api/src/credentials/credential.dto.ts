import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { storedProblemDto, StoredProblemDto } from '../problems/stored-problem.dto.js';
import { CREDENTIAL_STATUSES, type Credential } from './credential.js';
import { IsLabel } from './label.decorator.js';

export class RenameCredentialDto {
  @ApiProperty({ example: 'Production', maxLength: 64 })
  @IsLabel()
  label!: string;
}

/** A connected Twilio account as its tenant sees it: no secret is among the fields. */
export class CredentialDto {
  @ApiProperty({ format: 'uuid' }) credentialId!: string;
  @ApiProperty() accountSid!: string;
  @ApiProperty({ type: String, nullable: true }) accountName!: string | null;
  @ApiProperty({ type: String, nullable: true, enum: ['Full', 'Trial', 'unknown'] }) accountType!: string | null;
  @ApiProperty({ type: String, nullable: true }) apiKeySid!: string | null;
  @ApiProperty() label!: string;
  @ApiProperty({ description: 'The one an agent means when it names none.' }) isActive!: boolean;
  @ApiProperty({ enum: CREDENTIAL_STATUSES }) status!: string;
  @ApiProperty({ type: String, nullable: true }) trunkSid!: string | null;
  @ApiProperty({ type: String, nullable: true }) domainName!: string | null;
  @ApiProperty({ type: String, nullable: true }) domainPrefix!: string | null;
  @ApiProperty({ type: String, nullable: true }) credentialListSid!: string | null;
  @ApiProperty({ type: String, nullable: true }) sipUsername!: string | null;
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Until when the previous SIP password still works.',
  })
  previousSipPasswordUntil!: string | null;
  @ApiProperty({ type: StoredProblemDto, nullable: true }) problem!: StoredProblemDto | null;
  @ApiProperty({ type: String, nullable: true }) readyAt!: string | null;
  @ApiProperty({ type: String, nullable: true }) verifiedAt!: string | null;
  @ApiProperty() createdAt!: string;
  @ApiProperty() updatedAt!: string;
}

export function credentialDto(credential: Credential): CredentialDto {
  return {
    credentialId: credential.credentialId,
    accountSid: credential.accountSid,
    accountName: credential.accountName,
    accountType: credential.accountType,
    apiKeySid: credential.apiKeySid,
    label: credential.label,
    isActive: credential.isActive,
    status: credential.status,
    trunkSid: credential.trunkSid,
    domainName: credential.domainName,
    domainPrefix: credential.domainPrefix,
    credentialListSid: credential.credentialListSid,
    sipUsername: credential.sipUsername,
    previousSipPasswordUntil: credential.previousSipRetireAt?.toISOString() ?? null,
    problem: storedProblemDto(credential.problem),
    readyAt: credential.readyAt?.toISOString() ?? null,
    verifiedAt: credential.verifiedAt?.toISOString() ?? null,
    createdAt: credential.createdAt.toISOString(),
    updatedAt: credential.updatedAt.toISOString(),
  };
}
