import { Injectable } from '@nestjs/common';
import { Problem } from '../problems/problem.js';
import type { LiveHealth, ReadyHealth } from './health.dto.js';
import { Readiness } from './readiness.js';

@Injectable()
export class HealthService {
  constructor(private readonly readiness: Readiness) {}

  /** Looks at nothing else: a process that can say this much must not be restarted because something else is away. */
  live(): LiveHealth {
    return { status: 'ok' };
  }

  async ready(): Promise<ReadyHealth> {
    if (this.readiness.isDraining) throw new Problem('service.shutting_down');
    const { verdict, components } = await this.readiness.verdict();
    if (verdict === 'not-ready') {
      throw new Problem('service.not_ready', { internal: JSON.stringify(components), extensions: { components } });
    }
    return { status: verdict, components };
  }
}
