import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiSecurity } from '@nestjs/swagger';
import { ACCESS_RULE, type AccessRule } from './access-rule.js';
import type { Scope } from './scope.js';

/** Names of the security schemes in OpenAPI. */
export const USER_TOKEN_SCHEME = 'userToken';
export const API_KEY_SCHEME = 'apiKey';
export const METRICS_TOKEN_SCHEME = 'metricsToken';

/** Anybody may call this route; the reason says why that is right. */
export function Public(reason: string) {
  return applyDecorators(declare({ access: 'public', reason }), ApiExtension('x-public-because', reason));
}

/** Only who runs this installation may call this route, with METRICS_TOKEN. No tenant has it; without one there is no such route. */
export function RequireOperator() {
  return applyDecorators(declare({ access: 'operator' }), ApiBearerAuth(METRICS_TOKEN_SCHEME));
}

/** Only a signed-in user may call this route, never an API key. */
export function RequireUser() {
  return applyDecorators(declare({ access: 'user' }), ApiBearerAuth(USER_TOKEN_SCHEME));
}

/** An API key needs this scope; a signed-in user has it unless `usersToo` is false. */
export function RequireScope(scope: Scope, { usersToo = true }: { readonly usersToo?: boolean } = {}) {
  return applyDecorators(
    declare({ access: 'scope', scope, usersToo }),
    ApiSecurity(API_KEY_SCHEME),
    ApiExtension('x-scope', scope),
    ...(usersToo ? [ApiBearerAuth(USER_TOKEN_SCHEME)] : []),
  );
}

function declare(rule: AccessRule) {
  return SetMetadata(ACCESS_RULE, rule);
}
