import { evidenceOf, mergeStates, UNKNOWN_CALL, type CallState } from '@app/routing';
import type { TenantCallEvent } from './call-record.js';

/** A call as it is stored. */
export interface StoredCall {
  readonly callSid: string;
  readonly tenantId: string;
  readonly version: number;
  readonly state: CallState;
}

/** A call as it is to be stored, if its version is still the one given here (0: there was none). */
export interface MergedCall extends StoredCall {
  readonly credentialId: string;
}

export interface MergedBatch {
  readonly calls: readonly MergedCall[];
  /** Those that are new, each once. */
  readonly events: readonly TenantCallEvent[];
  /** Those of a call that belongs to another tenant. */
  readonly foreign: readonly TenantCallEvent[];
}

/** Merges events into their calls. `storedKeys` are the dedupe keys of those that have been merged and stored before. */
export function mergeBatch(
  given: readonly TenantCallEvent[],
  stored: ReadonlyMap<string, StoredCall>,
  storedKeys: ReadonlySet<string>,
): MergedBatch {
  const calls = new Map<string, MergedCall>();
  const seen = new Set(storedKeys);
  const events: TenantCallEvent[] = [];
  const foreign: TenantCallEvent[] = [];
  for (const event of given) {
    const call = calls.get(event.callSid) ?? stored.get(event.callSid);
    if (call !== undefined && call.tenantId !== event.tenantId) {
      foreign.push(event);
    } else if (!seen.has(event.dedupeKey)) {
      seen.add(event.dedupeKey);
      events.push(event);
      calls.set(event.callSid, {
        callSid: event.callSid,
        tenantId: event.tenantId,
        credentialId: event.credentialId,
        version: call?.version ?? 0,
        state: mergeStates(call?.state ?? UNKNOWN_CALL, evidenceOf(event)),
      });
    }
  }
  return { calls: [...calls.values()], events, foreign };
}
