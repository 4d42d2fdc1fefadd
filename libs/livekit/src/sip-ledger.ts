/** The ids we recorded; null when we recorded none. */
export interface SipLedger {
  readonly outboundTrunkId: string | null;
  readonly inboundTrunkId: string | null;
  readonly dispatchRuleId: string | null;
}

/** The recorded object first if it is still there; the rest in the order given (lowest id first). */
export function keepRecorded<T>(objects: readonly T[], idOf: (object: T) => string, recordedId: string | null): T[] {
  const recorded = objects.filter((object) => idOf(object) === recordedId);
  return [...recorded, ...objects.filter((object) => idOf(object) !== recordedId)];
}
