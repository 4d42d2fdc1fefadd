import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../problems/problem.filter.js';
import { toProblem } from '../problems/to-problem.js';
import { hookName } from '../webhooks/hook-name.js';
import { APOLOGY_TWIML } from './apology.js';
import { VoiceMetrics } from './voice-metrics.js';

/** Between calls and our own failures: whatever fails, the caller hears a sentence and Twilio gets a document. Refusals stay refusals. */
@Catch()
export class ApologyFilter implements ExceptionFilter {
  private readonly log = new Logger('Voice');

  constructor(private readonly metrics: VoiceMetrics) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const problem = toProblem(thrown);
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (problem.status < 500) {
      await sendProblem(reply, problem, request.id);
      return;
    }
    const hook = hookName(request);
    this.metrics.answered(hook, 'say', 'apology');
    this.log.error({ event: 'voice.apology', hook, code: problem.code, problem: problem.message });
    await reply.status(200).header('content-type', 'text/xml; charset=utf-8').send(APOLOGY_TWIML);
  }
}
