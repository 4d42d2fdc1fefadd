import { Injectable, Logger } from '@nestjs/common';
import {
  decideAfterDial,
  decideClientCall,
  decideDisasterRecovery,
  decideRefer,
  decideRoute,
  versionOfCursor,
  type Call,
  type Decided,
  type RoutingSnapshot,
} from '@app/routing';
import { renderTwiml, type TwimlContext } from '@app/twilio-voice';
import type { DecisionStep, DialOutcome } from '../calls/call-record.js';
import { DecisionLog } from '../calls/decision-log.js';
import { AppConfig } from '../config/app-config.js';
import { IngressCache } from '../webhooks/ingress-cache.js';
import type { IngressSnapshot } from '../webhooks/ingress-snapshot.js';
import { PublishedVersions } from '../webhooks/published-versions.js';
import type { VerifiedWebhook } from '../webhooks/verified-webhook.js';
import { callOf, dialStatusOf, secondsOf } from './call-of.js';
import { withReachableLegs } from './reachable.js';
import { VoiceMetrics } from './voice-metrics.js';

/** Of ordinary answers at most one in so long has a line in the log; every answer is in the decision log and in the metrics. */
const ONE_LINE_MS = 1_000;

type Decide = (call: Call, snapshot: RoutingSnapshot, now: Date) => Decided;

/** A decision to make, and what of it is kept. */
interface Question {
  readonly step: DecisionStep;
  readonly decide: Decide;
  readonly isFirstDial: boolean;
  readonly dial?: DialOutcome;
}

/**
 * What calls do next, as TwiML. Everything is in memory: nothing here waits, but for a version that is not in force any more. If the
 * decision fails, the tenant's fallback is the answer.
 */
@Injectable()
export class VoiceService {
  private readonly log = new Logger('Voice');
  private readonly agentHost: string;
  private loggedAt = 0;

  constructor(
    private readonly cache: IngressCache,
    private readonly versions: PublishedVersions,
    private readonly decisions: DecisionLog,
    private readonly metrics: VoiceMetrics,
    private readonly config: AppConfig,
  ) {
    const { host, port } = config.livekit.sip;
    this.agentHost = port === null ? host : `${host}:${String(port)}`;
  }

  voice(webhook: VerifiedWebhook): string {
    return this.answer(webhook, webhook.ingress.routing, { step: 'voice', decide: decideRoute, isFirstDial: true });
  }

  /** LiveKit did not take a trunk call. */
  disasterRecovery(webhook: VerifiedWebhook): string {
    const question = { step: 'disaster-recovery', decide: decideDisasterRecovery, isFirstDial: true } as const;
    return this.answer(webhook, webhook.ingress.routing, question);
  }

  /** A browser client or a SIP phone of the tenant's calls somebody. */
  client(webhook: VerifiedWebhook): string {
    const decide: Decide = (call, snapshot, now) => decideClientCall(call, call.to, snapshot, now);
    return this.answer(webhook, webhook.ingress.routing, { step: 'client', decide, isFirstDial: true });
  }

  /** A phone on a leg of the call wants to transfer it. */
  refer(webhook: VerifiedWebhook): string {
    const target = webhook.params.get('ReferTransferTarget') ?? '';
    const decide: Decide = (call, snapshot, now) => decideRefer(call, target, snapshot, now);
    return this.answer(webhook, webhook.ingress.routing, { step: 'refer', decide, isFirstDial: false });
  }

  /** A `<Dial>` of ours has ended; the call goes on in the version in which it began. */
  dialEnded(webhook: VerifiedWebhook, cursor: string): string | Promise<string> {
    const { ingress, params } = webhook;
    const status = dialStatusOf(params);
    const question: Question = {
      step: 'dial-ended',
      decide: (call, snapshot, now) => decideAfterDial(call, cursor, { status }, snapshot, now),
      isFirstDial: false,
      dial: {
        callSid: params.get('DialCallSid') ?? null,
        status,
        durationSeconds: secondsOf(params.get('DialCallDuration')),
      },
    };
    const version = versionOfCursor(cursor);
    const { routing } = ingress;
    if (version === null || version === routing.version) return this.answer(webhook, routing, question);
    return this.versions.find(ingress.tenantId, version).then((document) => {
      const snapshot = document === null ? routing : { ...routing, version, document };
      return this.answer(webhook, snapshot, question);
    });
  }

  private answer(webhook: VerifiedWebhook, snapshot: RoutingSnapshot, question: Question): string {
    const { ingress, receivedAt: now } = webhook;
    const call = callOf(webhook);
    try {
      const decided = question.decide(call, snapshot, now);
      return this.say(webhook, call, this.reachable(decided, ingress, call, snapshot, now), question, 'cache');
    } catch (error) {
      const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const { tenantId, credentialId } = ingress;
      this.log.error({ event: 'voice.not_decided', step: question.step, tenantId, credentialId, problem });
      const fallback = decideRoute(call, { ...snapshot, isDynamic: false }, now);
      return this.say(webhook, call, fallback, question, 'safe-answer');
    }
  }

  private reachable(
    decided: Decided,
    { agentEndpoints }: IngressSnapshot,
    call: Call,
    snapshot: RoutingSnapshot,
    now: Date,
  ): Decided {
    return withReachableLegs(decided, (agentId) => agentEndpoints.has(agentId), call, snapshot, now);
  }

  private say(
    { ingress, callSid, receivedAt }: VerifiedWebhook,
    call: Call,
    { decision, trace }: Decided,
    { step, isFirstDial, dial }: Question,
    source: 'cache' | 'safe-answer',
  ): string {
    const { tenantId, credentialId } = ingress;
    const twiml = renderTwiml(decision, this.contextOf(ingress, isFirstDial));
    this.decisions.note({
      tenantId,
      credentialId,
      callSid,
      step,
      call,
      decision,
      trace,
      version: trace.version,
      source: { kind: source, ageMs: source === 'cache' ? this.cache.ageOf(receivedAt.getTime()) : null },
      decidedAt: receivedAt,
      ...(dial === undefined ? {} : { dial }),
    });
    this.metrics.answered(step, decision.action, source);
    if (receivedAt.getTime() - this.loggedAt >= ONE_LINE_MS) {
      this.loggedAt = receivedAt.getTime();
      const { action } = decision;
      this.log.log({ event: 'voice.answered', step, action, version: trace.version, tenantId, credentialId, callSid });
    }
    return twiml;
  }

  private contextOf({ hooks, agentEndpoints }: IngressSnapshot, isFirstDial: boolean): TwimlContext {
    return {
      hooks,
      agentHost: this.agentHost,
      agentTransport: this.config.livekit.sip.transport,
      agentEndpoints,
      isFirstDial,
    };
  }
}
