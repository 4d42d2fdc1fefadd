import type { Pagination } from '@livekit/protocol';
import type { Grants } from './jwt.js';
import type { LiveKitStore } from './livekit-store.js';
import { TwirpError } from './twirp-error.js';

export interface LiveKitCall {
  readonly store: LiveKitStore;
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

interface Dated {
  readonly createdAt?: { toDate(): Date };
}

/** Ascending by ID after `after_id`; the limit is only the real server's internal page size, so all is returned. */
export function paged<T extends Dated>(
  call: LiveKitCall,
  records: ReadonlyMap<string, T>,
  page: Pagination | undefined,
  matches: (record: T, id: string) => boolean,
): T[] {
  const horizon = Date.now() - call.listLagMs;
  return [...records]
    .filter(([id, record]) => id > (page?.afterId ?? '') && matches(record, id))
    .filter(([, record]) => call.listLagMs === 0 || (record.createdAt?.toDate().getTime() ?? 0) <= horizon)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, record]) => record);
}

/** The filters take what names a wanted value and also what names none, which is a wildcard. */
export function matchesAny(own: readonly string[], wanted: readonly string[]): boolean {
  return wanted.length === 0 || own.length === 0 || own.some((value) => wanted.includes(value));
}
