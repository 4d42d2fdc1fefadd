import { Injectable } from '@nestjs/common';
import type { RouteDecision } from '@app/routing';
import type { Counter } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';

/**
 * What an answer stood on: `cache`, the tenant's routing; `safe-answer`, their fallback, because deciding failed; `apology`, nothing,
 * because nothing was known of them.
 */
export type AnswerSource = 'cache' | 'safe-answer' | 'apology';

@Injectable()
export class VoiceMetrics {
  private readonly answers: Counter<'hook' | 'action' | 'source'>;

  constructor(metrics: Metrics) {
    this.answers = metrics.counter(
      'trunkline_voice_answers_total',
      'Answers to voice webhooks, by what the call does next and by what the answer stood on.',
      ['hook', 'action', 'source'],
    );
  }

  answered(hook: string, action: RouteDecision['action'], source: AnswerSource): void {
    this.answers.inc({ hook, action, source });
  }
}
