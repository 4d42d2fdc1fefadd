import { E164_PATTERN } from '@app/routing';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';

export class SipConfigQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'Which Twilio account; the active one when left out.' })
  @IsOptional()
  @IsUUID()
  credentialId?: string;

  @ApiPropertyOptional({
    enum: ['stored', 'inline'],
    default: 'stored',
    description:
      'stored: the id of the LiveKit outbound trunk. inline: a SIPOutboundConfig with user name and password.',
  })
  @IsOptional()
  @IsIn(['stored', 'inline'])
  mode?: 'stored' | 'inline';

  @ApiPropertyOptional({ example: '+14155550100', description: 'The caller number you want to dial from, E.164.' })
  @IsOptional()
  @Matches(E164_PATTERN, { message: 'This must be an E.164 number, such as +14155550100' })
  from?: string;
}

export class BlockerDto {
  @ApiProperty() code!: string;
  @ApiProperty() message!: string;
  @ApiProperty() fix!: string;
}

class LiveKitDto {
  @ApiProperty() url!: string;
  @ApiProperty() sipUri!: string;
}

/** One to one LiveKit's SIPOutboundConfig. */
class OutboundTrunkDto {
  @ApiProperty() hostname!: string;
  @ApiProperty({ enum: ['SIP_TRANSPORT_TCP', 'SIP_TRANSPORT_TLS'] }) transport!: string;
  @ApiProperty() authUsername!: string;
  @ApiProperty() authPassword!: string;
}

class OutboundDto {
  @ApiProperty() ready!: true;
  @ApiProperty({ type: [BlockerDto] }) blockers!: readonly BlockerDto[];
  @ApiPropertyOptional({ description: 'Mode stored: for CreateSIPParticipant.' }) sipTrunkId?: string;
  @ApiPropertyOptional({ type: OutboundTrunkDto, description: 'Mode inline: for CreateSIPParticipant.' })
  trunk?: OutboundTrunkDto;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null: name a number of the Twilio account as sip_number yourself.',
  })
  fromNumber!: string | null;
  @ApiProperty({ type: [String] }) allowedFromNumbers!: readonly string[];
  @ApiProperty({ enum: ['SIP_MEDIA_ENCRYPT_DISABLE', 'SIP_MEDIA_ENCRYPT_REQUIRE'] }) mediaEncryption!: string;
  @ApiProperty() ringingTimeoutSeconds!: number;
  @ApiProperty() maxCallDurationSeconds!: number;
  @ApiProperty({ description: 'Calls per second that Twilio accepts on the trunk by default.' }) cpsLimit!: number;
}

class InboundSideDto {
  @ApiProperty({ enum: ['trunk', 'webhook'] }) plane!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Null: the installation’s own agent.' })
  agentId!: string | null;
  @ApiProperty({ description: 'The name under which its workers register.' }) agentName!: string;
  @ApiProperty() ready!: boolean;
  @ApiProperty({ type: String, nullable: true }) sipTrunkId!: string | null;
  @ApiProperty({ type: String, nullable: true }) dispatchRuleId!: string | null;
  @ApiProperty({ type: [String], description: 'None on the webhook plane, where your routes dial the agent.' })
  numbers!: readonly string[];
}

/** Beside `sides`: the only one of the trunk plane, or the installation's own agent's where there are several. */
class InboundDto {
  @ApiProperty() ready!: boolean;
  @ApiProperty({ type: [BlockerDto] }) blockers!: readonly BlockerDto[];
  @ApiProperty({ type: String, nullable: true }) sipTrunkId!: string | null;
  @ApiProperty({ type: String, nullable: true }) dispatchRuleId!: string | null;
  @ApiProperty({ type: [String] }) numbers!: readonly string[];
  @ApiProperty() roomPrefix!: string;
  @ApiProperty() agentName!: string;
  @ApiProperty({ type: [InboundSideDto] }) sides!: readonly InboundSideDto[];
}

class TransferDto {
  @ApiProperty() enabled!: boolean;
  @ApiProperty({ enum: ['disable-all', 'enable-all', 'sip-only'] }) mode!: string;
  @ApiProperty() targetFormat!: string;
  @ApiProperty() ringingTimeoutSeconds!: number;
}

class RecordingConfigDto {
  @ApiProperty({ enum: ['twilio', 'none'] }) provider!: string;
  @ApiProperty() mode!: string;
  @ApiProperty() dualChannel!: boolean;
}

class TwilioCorrelationDto {
  @ApiProperty() accountSid!: string;
  @ApiProperty({ type: String, nullable: true }) trunkSid!: string | null;
}

class CorrelationDto {
  @ApiProperty({ description: 'Replace {callId} by an id of your own: identities must be unique per call.' })
  participantIdentityTemplate!: string;
  @ApiProperty() roomNameTemplate!: string;
  @ApiProperty({ type: Object }) attributes!: Readonly<Record<string, string>>;
  @ApiProperty({ type: TwilioCorrelationDto }) twilio!: TwilioCorrelationDto;
}

/** Everything a LiveKit agent needs to place and take calls for one Twilio account. */
export class SipConfigDto {
  @ApiProperty({ enum: [1] }) version!: 1;
  @ApiProperty() tenantId!: string;
  @ApiProperty({ description: 'The credential’s id.' }) configId!: string;
  @ApiProperty() issuedAt!: string;
  @ApiProperty({ description: 'Fetch it again after this moment.' }) expiresAt!: string;
  @ApiProperty({ description: 'Changes when anything but the times does.' }) etag!: string;
  @ApiProperty({ type: LiveKitDto }) livekit!: LiveKitDto;
  @ApiProperty({ enum: ['stored', 'inline'] }) mode!: string;
  @ApiProperty({ type: OutboundDto }) outbound!: OutboundDto;
  @ApiProperty({ type: InboundDto }) inbound!: InboundDto;
  @ApiProperty({ type: TransferDto }) transfer!: TransferDto;
  @ApiProperty({ type: RecordingConfigDto }) recording!: RecordingConfigDto;
  @ApiProperty({ type: CorrelationDto }) correlation!: CorrelationDto;
}
