import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/access.decorators.js';
import { LiveHealth, ReadyHealth } from './health.dto.js';
import { HealthService } from './health.service.js';

@ApiTags('Health')
@Public('Load balancers and supervisors ask it, and it says only ok or failing.')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process is alive; depends on nothing' })
  @ApiOkResponse({ type: LiveHealth })
  live(): LiveHealth {
    return this.health.live();
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether requests should be sent here' })
  @ApiOkResponse({ type: ReadyHealth })
  async ready(): Promise<ReadyHealth> {
    return this.health.ready();
  }
}
