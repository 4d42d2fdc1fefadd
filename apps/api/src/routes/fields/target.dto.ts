import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsUUID, Matches } from 'class-validator';
import { E164_PATTERN, type RingMember, type Target } from '@app/routing';
import { DEFAULT_LANGUAGE, IsLanguage, IsSpokenText, MOST_SPOKEN } from './announcement.js';
import { OnlyFor } from './nested.decorator.js';

export const MEMBER_KINDS = ['agent', 'sip', 'number', 'client'] as const;
export const TARGET_KINDS = [...MEMBER_KINDS, 'ring-group', 'announcement'] as const;

export const NOT_A_NUMBER = 'This must be an E.164 number, such as +14155550100';
const SIP_URI = /^(?=.{6,255}$)sips?:[!-;=?-~]+$/;

/** Where a call can be sent. One class for all kinds: a field of another kind than `kind` says is refused. */
export class MemberTargetDto {
  @ApiProperty({ enum: MEMBER_KINDS, example: 'agent' })
  @IsIn(MEMBER_KINDS)
  kind!: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'With kind agent: a LiveKit agent, see /api/v1/agents.' })
  @OnlyFor(['agent'])
  @IsUUID()
  agentId?: string;

  @ApiPropertyOptional({
    description: 'With kind sip. Its host must be one of the policy’s `sipHosts`.',
    example: 'sip:desk-1@example.sip.twilio.com',
    maxLength: 255,
  })
  @OnlyFor(['sip'])
  @Matches(SIP_URI, { message: 'This must be a SIP URI of at most 255 characters, such as sip:alice@example.com' })
  uri?: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'With kind sip: User-to-User information that is sent along.',
    maxLength: 256,
  })
  @OnlyFor(['sip'], { optional: true })
  @Matches(/^[ -~]{1,256}$/, { message: 'This must be 1 to 256 printable ASCII characters' })
  uui?: string | null;

  @ApiPropertyOptional({ description: 'With kind number: E.164.', example: '+14155550100' })
  @OnlyFor(['number'])
  @Matches(E164_PATTERN, { message: NOT_A_NUMBER })
  number?: string;

  @ApiPropertyOptional({ description: 'With kind client: who signed in to the browser.', example: 'support_agent' })
  @OnlyFor(['client'])
  @Matches(/^[A-Za-z0-9_-]{1,121}$/, { message: 'This must be 1 to 121 letters, digits, _ or -' })
  identity?: string;
}

export class TargetDto extends MemberTargetDto {
  @ApiProperty({ enum: TARGET_KINDS, example: 'agent' })
  @IsIn(TARGET_KINDS)
  override kind!: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'With kind ring-group.' })
  @OnlyFor(['ring-group'])
  @IsUUID()
  ringGroupId?: string;

  @ApiPropertyOptional({ description: 'With kind announcement: spoken, then the call ends.', maxLength: MOST_SPOKEN })
  @OnlyFor(['announcement'])
  @IsSpokenText()
  text?: string;

  @ApiPropertyOptional({ description: 'With kind announcement.', default: DEFAULT_LANGUAGE, example: 'de-DE' })
  @OnlyFor(['announcement'], { optional: true })
  @IsLanguage()
  language?: string;
}

/** The document's form of a checked target; what is optional has its default. */
export function toTarget(dto: TargetDto): Target {
  if (dto.kind === 'ring-group') return { kind: dto.kind, ringGroupId: dto.ringGroupId ?? '' };
  if (dto.kind !== 'announcement') return toMemberTarget(dto);
  return { kind: dto.kind, text: dto.text ?? '', language: dto.language ?? DEFAULT_LANGUAGE };
}

export function toMemberTarget({
  kind,
  agentId = '',
  uri = '',
  uui = null,
  number = '',
  identity = '',
}: MemberTargetDto): RingMember['target'] {
  switch (kind) {
    case 'agent':
      return { kind, agentId };
    case 'sip':
      return { kind, uri, uui };
    case 'number':
      return { kind, number };
    default:
      return { kind: 'client', identity };
  }
}
