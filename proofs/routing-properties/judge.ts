import { isSendableUui, versionOfCursor, type Call, type Decided, type Leg, type RoutingSnapshot } from '@app/routing';
import { mayBeDialled } from './pools.js';

const URL_SAFE = /^[A-Za-z0-9._~-]{1,200}$/;

/** What is wrong with one decision; null: nothing. Judged by the contract of decision.ts and the pools, not by the product's rules. */
export function faultOf({ decision, trace }: Decided, call: Call, snapshot: RoutingSnapshot): string | null {
  const last = trace.steps.at(-1);
  if (trace.version !== snapshot.version) return 'the trace names another version';
  if (last === undefined || !last.matched || last.rule !== decision.action)
    return 'the last step does not name the decision';
  const mute = trace.steps.find(
    ({ why, rule }) => rule === '' || why.includes('\n') || !why.endsWith('.') || why.length < 8,
  );
  if (mute !== undefined) return `a step is no sentence: ${JSON.stringify(mute)}`;
  if (trace.steps.length > 80) return `${String(trace.steps.length)} steps`;
  if (decision.action === 'say') {
    const isHeard = decision.text.trim() !== '' && decision.text.length <= 4_096 && decision.language !== '';
    return isHeard ? null : 'says nothing that can be heard';
  }
  if (decision.action !== 'dial') return null;
  const { legs, timeoutSeconds, timeLimitSeconds, callerId, cursor, sequential } = decision;
  if (legs.length < 1 || legs.length > 10) return `${String(legs.length)} legs`;
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 5 || timeoutSeconds > 600)
    return `rings ${String(timeoutSeconds)} s`;
  if (sequential && legs.length === 1) return 'one leg in sequence';
  if (!URL_SAFE.test(cursor)) return `cursor ${cursor}`;
  if (versionOfCursor(cursor) !== snapshot.version) return `the cursor ${cursor} names another version`;
  const forbidden = legs.find((leg) => !isPermitted(leg, snapshot));
  if (forbidden !== undefined) return `dials ${JSON.stringify(forbidden)}`;
  if (!legs.some(({ kind }) => kind === 'number')) return null;
  if (timeLimitSeconds !== snapshot.document.policy.maxCallSeconds) return 'a telephone call without a limit';
  const isOurs = callerId !== null && (snapshot.ownNumbers.has(callerId) || callerId === call.to);
  return isOurs || (callerId === null && call.origin === 'pstn') ? null : `shows ${String(callerId)}`;
}

function isPermitted(leg: Leg, { document }: RoutingSnapshot): boolean {
  switch (leg.kind) {
    case 'agent':
      return Object.hasOwn(document.agents, leg.agentId);
    case 'sip':
      return mayBeDialled(leg.uri) && (leg.uui === null || isSendableUui(leg.uui));
    case 'number':
      return mayBeDialled(leg.number);
    case 'client':
      return leg.identity !== '';
  }
}
