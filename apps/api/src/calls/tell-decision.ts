import { describeDecision, type Call, type RouteDecision, type Trace } from '@app/routing';
import type { DecisionStep } from './call-record.js';

/** A decision as it is stored. */
export interface StoredDecision {
  readonly step: DecisionStep;
  readonly decidedAt: string;
  readonly version: number | null;
  readonly source: string;
  readonly cacheAgeMs: number | null;
  readonly call: Call;
  readonly decision: RouteDecision;
  readonly trace: Trace;
}

/** Why a call went where it went at one of its steps, in plain sentences and in the order in which it was decided. */
export function tellDecision(stored: StoredDecision): string[] {
  const { step, call, trace, decision } = stored;
  return [occasion(step, call), standingOn(stored), ...trace.steps.map(({ why }) => why), describeDecision(decision)];
}

function occasion(step: DecisionStep, { from, to }: Call): string {
  switch (step) {
    case 'voice':
      return `A call from ${from} to ${to} came in.`;
    case 'client':
      return `${from} called ${to}.`;
    case 'dial-ended':
      return 'The attempt before had ended.';
    case 'refer':
      return 'A phone in the call asked to transfer it.';
    case 'disaster-recovery':
      return `LiveKit did not take the call from ${from} to ${to}.`;
  }
}

function standingOn({ source, version, cacheAgeMs }: StoredDecision): string {
  if (source === 'safe-answer') return 'The routing could not be used, so the fallback answered.';
  const what = version === null ? 'Nothing had been published' : `Version ${String(version)} was in force`;
  const age = cacheAgeMs === null ? '' : `, as known ${inWords(cacheAgeMs)} before`;
  return `${what}${age}.`;
}

function inWords(ms: number): string {
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} seconds`;
  return ms < 120_000 ? `${String(Math.round(ms / 1_000))} seconds` : `${String(Math.round(ms / 60_000))} minutes`;
}
