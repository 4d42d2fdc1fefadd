import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics.js';
import { VendorCallMetrics } from './vendor-call-metrics.js';

/** Global, because whatever does something worth counting counts it. How the figures are served is in `health`. */
@Global()
@Module({ providers: [Metrics, VendorCallMetrics], exports: [Metrics, VendorCallMetrics] })
export class MetricsModule {}
