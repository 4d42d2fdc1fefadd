import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Secret } from '@app/secrets';
import type { FastifyRequest } from 'fastify';
import type { Counter } from 'prom-client';
import { AppConfig } from '../config/app-config.js';
import { Metrics } from '../metrics/metrics.js';
import { Problem } from '../problems/problem.js';
import { ApiKeyVerifier } from './api-key-verifier.js';
import { AttemptLimits } from './attempt-limits.js';
import type { Caller } from './caller.js';
import { limitedAddress } from './client-address.js';
import { presentedCredential, type PresentedCredential } from './presented-credential.js';
import { ALL_SCOPES } from './scope.js';
import { TokenVerifier } from './token-verifier.js';

type Request = Pick<FastifyRequest, 'raw' | 'ip' | 'id'>;

/** Finds out who sent a request. */
@Injectable()
export class Authenticator {
  readonly #failures: Counter<'credential' | 'reason'>;

  constructor(
    @Inject(TokenVerifier) private readonly tokens: TokenVerifier,
    private readonly apiKeys: ApiKeyVerifier,
    private readonly limits: AttemptLimits,
    private readonly config: AppConfig,
    metrics: Metrics,
  ) {
    this.#failures = metrics.counter(
      'trunkline_auth_failures_total',
      'Requests whose sender was not recognised, by what was presented and why it was refused.',
      ['credential', 'reason'],
    );
  }

  async authenticate(request: Request): Promise<Caller> {
    const credential = this.#presented(request);
    const address = limitedAddress(request.ip);
    await this.limits.refuseAfterFailures(address);
    return credential.kind === 'api-key'
      ? this.#byApiKey(credential, address, request.id)
      : this.#byToken(credential, address, request.id);
  }

  /** Lets only who knows METRICS_TOKEN pass. Without one in the configuration the route does not exist. */
  async requireOperator(request: Request): Promise<void> {
    const { token } = this.config.metrics;
    if (token === null) throw new Problem('route.not_found');
    const { text } = this.#presented(request);
    const address = limitedAddress(request.ip);
    await this.limits.refuseAfterFailures(address);
    // Digests, because the comparison wants equal lengths.
    if (timingSafeEqual(digest(text), digest(token.reveal()))) return;
    await this.limits.countFailure(address);
    throw this.#refused('metrics token', 'unknown');
  }

  #presented({ raw }: Request): PresentedCredential {
    try {
      return presentedCredential(raw);
    } catch (thrown) {
      const isMissing = thrown instanceof Problem && thrown.code === 'auth.required';
      this.#failures.inc({ credential: 'none', reason: isMissing ? 'missing' : 'malformed' });
      throw thrown;
    }
  }

  async #byToken({ text }: PresentedCredential, address: string, requestId: string): Promise<Caller> {
    const verdict = await this.tokens.verify(text);
    if (!verdict.accepted) {
      // A dashboard left open overnight sends expired tokens: that is no attack and must not lock its user out.
      if (!verdict.wasGenuine) await this.limits.countFailure(address);
      throw this.#refused('token', verdict.reason);
    }
    const { userId } = verdict;
    const accessToken = new Secret(text);
    return { tenantId: userId, kind: 'user', actorId: userId, scopes: ALL_SCOPES, accessToken, requestId };
  }

  async #byApiKey({ text }: PresentedCredential, address: string, requestId: string): Promise<Caller> {
    const verdict = await this.apiKeys.verify(text);
    if (!verdict.accepted) {
      await this.limits.countFailure(address);
      throw this.#refused('API key', verdict.reason);
    }
    const { tenantId, apiKeyId, scopes } = verdict.key;
    return { tenantId, kind: 'api-key', actorId: apiKeyId, scopes, accessToken: null, requestId };
  }

  /** `reason` is one of the few words of the verifiers (or of jose), never something out of the request. */
  #refused(credential: 'token' | 'API key' | 'metrics token', reason: string): Problem {
    this.#failures.inc({ credential, reason });
    return new Problem('auth.invalid_token', { internal: `${credential}: ${reason}` });
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
