import type { Pagination } from '@livekit/protocol';
import type { Grants } from './jwt.js';
import type { LiveKitStore } from './livekit-store.js';
import type { TelephoneNetwork } from './telephone-network.js';
import { TwirpError } from './twirp-error.js';

export interface LiveKitCall {
  readonly store: LiveKitStore;
  readonly network: TelephoneNetwork;
  readonly grants: Grants;
  /** A fault can make lists show new objects late. */
  readonly listLagMs: number;
  /** A fault can make every create fail as if the project's quota were used up. */
  readonly quotaFull: boolean;
  /** Closes the server's own hole in conflict checking on update; off, because the real server has it. */
  readonly strictUpdates: boolean;
}

export function refuseWhenFull(call: LiveKitCall): void {
  if (call.quotaFull) throw new TwirpError('resource_exhausted', 'project quota exceeded');
}

/** Ascending by ID. */
export function inOrder<T>(records: ReadonlyMap<string, T>, matches: (record: T, id: string) => boolean): T[] {
  return [...records]
    .filter(([id, record]) => matches(record, id))
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, record]) => record);
}

/** In order after `after_id`; the limit is only the real server's internal page size, so all is returned. */
export function paged<T>(
  call: LiveKitCall,
  records: ReadonlyMap<string, T>,
  page: Pagination | undefined,
  matches: (record: T, id: string) => boolean,
): T[] {
  const horizon = Date.now() - call.listLagMs;
  const isShown = (id: string) => call.listLagMs === 0 || (call.store.bornAtMs.get(id) ?? 0) <= horizon;
  return inOrder(records, (record, id) => id > (page?.afterId ?? '') && matches(record, id) && isShown(id));
}

/** The filters take what names a wanted value and also what names none, which is a wildcard. */
export function matchesAny(own: readonly string[], wanted: readonly string[]): boolean {
  return wanted.length === 0 || own.length === 0 || own.some((value) => wanted.includes(value));
}
