import { Inject, Injectable } from '@nestjs/common';
import { Secret } from '@app/secrets';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { ApiKeyVerifier } from './api-key-verifier.js';
import { AttemptLimits } from './attempt-limits.js';
import type { Caller } from './caller.js';
import { limitedAddress } from './client-address.js';
import { presentedCredential, type PresentedCredential } from './presented-credential.js';
import { ALL_SCOPES } from './scope.js';
import { TokenVerifier } from './token-verifier.js';

/** Finds out who sent a request. */
@Injectable()
export class Authenticator {
  constructor(
    @Inject(TokenVerifier) private readonly tokens: TokenVerifier,
    private readonly apiKeys: ApiKeyVerifier,
    private readonly limits: AttemptLimits,
  ) {}

  async authenticate(request: Pick<FastifyRequest, 'headers' | 'ip' | 'id'>): Promise<Caller> {
    const credential = presentedCredential(request.headers);
    const address = limitedAddress(request.ip);
    await this.limits.refuseAfterFailures(address);
    return credential.kind === 'api-key'
      ? this.#byApiKey(credential, address, request.id)
      : this.#byToken(credential, address, request.id);
  }

  async #byToken({ text }: PresentedCredential, address: string, requestId: string): Promise<Caller> {
    const verdict = await this.tokens.verify(text);
    if (!verdict.accepted) {
      // A dashboard left open overnight sends expired tokens: that is no attack and must not lock its user out.
      if (!verdict.wasGenuine) await this.limits.countFailure(address);
      throw new Problem('auth.invalid_token', { internal: `token: ${verdict.reason}` });
    }
    const { userId } = verdict;
    const accessToken = new Secret(text);
    return { tenantId: userId, kind: 'user', actorId: userId, scopes: ALL_SCOPES, accessToken, requestId };
  }

  async #byApiKey({ text }: PresentedCredential, address: string, requestId: string): Promise<Caller> {
    const verdict = await this.apiKeys.verify(text);
    if (!verdict.accepted) {
      await this.limits.countFailure(address);
      throw new Problem('auth.invalid_token', { internal: `API key: ${verdict.reason}` });
    }
    const { tenantId, apiKeyId, scopes } = verdict.key;
    return { tenantId, kind: 'api-key', actorId: apiKeyId, scopes, accessToken: null, requestId };
  }
}
