import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { IsLabel } from '../credentials/label.decorator.js';

/** As `LIVEKIT_AGENT_NAME`, the installation's own. */
const AGENT_NAME = /^[A-Za-z0-9_-]{1,64}$/;
const AGENT_NAME_WORDS = { message: 'This must be up to 64 letters, digits, - and _' };
const AGENT_NAME_MEANS = 'The name under which its workers register at LiveKit.';

export class CreateAgentDto {
  @ApiProperty({ example: 'Reception', maxLength: 64 })
  @IsLabel()
  name!: string;

  @ApiProperty({ example: 'reception', maxLength: 64, description: AGENT_NAME_MEANS })
  @Matches(AGENT_NAME, AGENT_NAME_WORDS)
  agentName!: string;
}

export class ChangeAgentDto {
  @ApiPropertyOptional({ example: 'Reception', maxLength: 64 })
  @IsOptional()
  @IsLabel()
  name?: string;

  @ApiPropertyOptional({ example: 'reception', maxLength: 64, description: AGENT_NAME_MEANS })
  @IsOptional()
  @Matches(AGENT_NAME, AGENT_NAME_WORDS)
  agentName?: string;
}

export class AgentDto {
  @ApiProperty({ format: 'uuid' }) agentId!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ description: AGENT_NAME_MEANS }) agentName!: string;
  @ApiProperty() createdAt!: string;
  @ApiProperty() updatedAt!: string;
}

export class AgentListDto {
  @ApiProperty({ type: [AgentDto] }) agents!: AgentDto[];
}
