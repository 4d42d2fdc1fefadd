import { agentProblems } from './agent.problems.js';
import { apiKeyProblems } from './api-key.problems.js';
import { authProblems } from './auth.problems.js';
import { numberProblems } from './number.problems.js';
import { callProblems } from './call.problems.js';
import type { ProblemDefinition } from './problem-definition.js';
import { requestProblems } from './request.problems.js';
import { routingProblems } from './routing.problems.js';
import { serviceProblems } from './service.problems.js';
import { trunkProblems } from './trunk.problems.js';
import { vendorProblems } from './vendor.problems.js';
import { webhookProblems } from './webhook.problems.js';

/**
 * Every code this service can answer with: one file for each area, merged here and nowhere else. To add an area, write
 * `<area>.problems.ts` with `defineProblems({…})` and name it below; the codes are then part of `ProblemCode` and of OpenAPI.
 */
export const catalogue = {
  ...requestProblems,
  ...authProblems,
  ...apiKeyProblems,
  ...serviceProblems,
  ...callProblems,
  ...trunkProblems,
  ...numberProblems,
  ...agentProblems,
  ...routingProblems,
  ...vendorProblems,
  ...webhookProblems,
} as const satisfies Readonly<Record<string, ProblemDefinition>>;

export type ProblemCode = keyof typeof catalogue;

export function definitionOf(code: ProblemCode): ProblemDefinition {
  return catalogue[code];
}

export const problemCodes = Object.keys(catalogue) as readonly ProblemCode[];
