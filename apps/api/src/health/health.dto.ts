import { ApiProperty } from '@nestjs/swagger';
import type { Components } from './readiness.js';

export class LiveHealth {
  @ApiProperty({ enum: ['ok'] })
  readonly status!: 'ok';
}

export class ReadyHealth {
  @ApiProperty({ enum: ['ok'] })
  readonly status!: 'ok';

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string', enum: ['ok', 'failing'] } })
  readonly components!: Components;
}
