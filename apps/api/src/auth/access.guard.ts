import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { ACCESS_RULE, type AccessRule } from './access-rule.js';
import { AttemptLimits } from './attempt-limits.js';
import { Authenticator } from './authenticator.js';
import type { Caller } from './caller.js';
import { rememberCaller } from './request-context.js';

/** Stands before every route. What a route does not declare, nobody may call. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly limits: AttemptLimits,
  ) {}

  /** Without a promise for public routes, of which calls are the most in a hurry. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (rule === undefined) {
      const route = `${context.getClass().name}.${context.getHandler().name}`;
      throw new Problem('internal.unexpected', { internal: `${route} does not declare who may call it` });
    }
    return rule.access === 'public' || this.admit(rule, context);
  }

  private async admit(rule: Exclude<AccessRule, { access: 'public' }>, context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (rule.access === 'operator') {
      await this.authenticator.requireOperator(request);
      return true;
    }
    const caller = await this.authenticator.authenticate(request);
    rememberCaller(request, caller);
    await this.limits.countRequest(`${caller.kind}:${caller.actorId}`);
    refuseUnlessAllowed(caller, rule);
    return true;
  }
}

function refuseUnlessAllowed(caller: Caller, rule: Extract<AccessRule, { access: 'user' | 'scope' }>): void {
  if (rule.access === 'user') {
    if (caller.kind !== 'user') throw new Problem('auth.user_required');
    return;
  }
  if (caller.kind === 'user' && rule.usersToo) return;
  if (caller.kind === 'user' || !caller.scopes.includes(rule.scope)) {
    throw new Problem('auth.scope_missing', { extensions: { scope: rule.scope } });
  }
}
