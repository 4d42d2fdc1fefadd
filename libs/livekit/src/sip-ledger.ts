import type { InboundSide } from './sip-types.js';

/** The ids we recorded; none when we recorded none. */
export interface SipLedger {
  readonly outboundTrunkId: string | null;
  readonly inboundTrunks: readonly RecordedInbound[];
  readonly dispatchRules: readonly RecordedInbound[];
}

/** A recorded inbound trunk or rule, and the side for which it was made (null: the installation's own agent's). */
export interface RecordedInbound {
  readonly id: string;
  readonly side: InboundSide | null;
}

/** The recorded objects first, as far as they are still there; the rest in the order given (lowest id first). */
export function keepRecorded<T>(
  objects: readonly T[],
  idOf: (object: T) => string,
  recordedIds: readonly string[],
): T[] {
  const recorded = recordedIds.flatMap((id) => objects.filter((object) => idOf(object) === id));
  return [...recorded, ...objects.filter((object) => !recordedIds.includes(idOf(object)))];
}
