import { ApiProperty } from '@nestjs/swagger';
import type { Components } from './readiness.js';

export class LiveHealth {
  @ApiProperty({ enum: ['ok'] })
  readonly status!: 'ok';
}

export class ReadyHealth {
  @ApiProperty({
    enum: ['ok', 'degraded'],
    description: 'Degraded: the database is away; calls are answered from memory and their events are kept.',
  })
  readonly status!: 'ok' | 'degraded';

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string', enum: ['ok', 'failing'] } })
  readonly components!: Components;
}
