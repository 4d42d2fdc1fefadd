/** With what tells duplicates apart. */
export interface Dated<T> {
  readonly sid: string;
  readonly createdAt: number;
  readonly found: T;
}

/** Oldest first. Twilio's dates have whole seconds, so the SID decides between twins: the order is the same in every look. */
export function byAge(one: Dated<unknown>, other: Dated<unknown>): number {
  return one.createdAt - other.createdAt || (one.sid < other.sid ? -1 : 1);
}
