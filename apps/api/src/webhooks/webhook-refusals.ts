import { Injectable, Logger } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';
import { Problem } from '../problems/problem.js';

/**
 * Why a request was not taken for Twilio's. `ingress`: nobody has this address. `signature`: no key of the account made it. `fields`: a
 * field that decides is missing, given twice or of no shape that Twilio sends. `account`, `number`, `call`: another one's.
 */
const REASONS = ['ingress', 'signature', 'fields', 'account', 'number', 'call'] as const;
export type RefusalReason = (typeof REASONS)[number];

export interface RefusedSubject {
  readonly tenantId: string;
  readonly credentialId: string;
}

const ONE_LINE_MS = 10_000;
const MOST_KEYS = 1_000;

/** Counts what is refused, and writes a line about it: of each account and reason one in ten seconds, so that no stranger fills the log. */
@Injectable()
export class WebhookRefusals {
  private readonly log = new Logger(WebhookRefusals.name);
  private readonly counts: Counter<'hook' | 'reason'>;
  private readonly recent = new Map<string, { readonly at: number; unsaid: number }>();

  constructor(metrics: Metrics) {
    this.counts = metrics.counter(
      'trunkline_webhook_refusals_total',
      'Webhooks that were answered with 403 because they could not be verified.',
      ['hook', 'reason'],
    );
  }

  /** What to throw. `subject` is null when the address belongs to nobody. */
  refuse(hook: string, reason: RefusalReason, subject: RefusedSubject | null): Problem {
    this.counts.inc({ hook, reason });
    const key = `${reason} ${subject?.credentialId ?? ''}`;
    const now = Date.now();
    const last = this.recent.get(key);
    if (last !== undefined && now - last.at < ONE_LINE_MS) last.unsaid += 1;
    else {
      if (this.recent.size >= MOST_KEYS) this.recent.clear();
      this.recent.set(key, { at: now, unsaid: 0 });
      this.log.warn({
        event: 'webhook.refused',
        hook,
        reason,
        ...(subject === null ? {} : { tenantId: subject.tenantId, credentialId: subject.credentialId }),
        unsaid: last?.unsaid ?? 0,
      });
    }
    return new Problem('webhook.refused', { internal: reason });
  }
}
