import { Injectable } from '@nestjs/common';
import type { Histogram } from 'prom-client';
import { Metrics } from './metrics.js';

/** One request to a vendor: what was asked, in words without ids, and `ok` or the code of the failure. */
export interface VendorCall {
  readonly operation: string;
  readonly outcome: string;
  readonly seconds: number;
}

/** Requests to Twilio and LiveKit, each try by itself. The gateways report them without knowing who listens. */
@Injectable()
export class VendorCallMetrics {
  readonly #calls: Histogram<'vendor' | 'operation' | 'outcome'>;

  constructor(metrics: Metrics) {
    this.#calls = metrics.histogram(
      'trunkline_vendor_call_duration_seconds',
      'Requests to Twilio and LiveKit; outcome is ok or the error code.',
      ['vendor', 'operation', 'outcome'],
      [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    );
  }

  /** The listener of one vendor's gateway. */
  of(vendor: 'twilio' | 'livekit'): (call: VendorCall) => void {
    return ({ operation, outcome, seconds }) => this.#calls.observe({ vendor, operation, outcome }, seconds);
  }
}
