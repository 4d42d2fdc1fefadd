import type { Scope } from './scope.js';

/** What a route declares about who may call it. A route that declares nothing is refused. */
export type AccessRule =
  | { readonly access: 'public'; readonly reason: string }
  | { readonly access: 'operator' }
  | { readonly access: 'user' }
  | { readonly access: 'scope'; readonly scope: Scope; readonly usersToo: boolean };

export const ACCESS_RULE = 'trunkline:access-rule';
