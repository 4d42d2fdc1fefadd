/** Where a page ends: when its last call began (milliseconds since 1970), and its CallSid, because several may begin at once. */
export interface CallsCursor {
  readonly at: number;
  readonly callSid: string;
}

const FORM = /^(\d{1,14})\.(CA[0-9a-f]{32})$/;
/** What dates can hold. */
const LATEST = 8_640_000_000_000_000;

export function formatCursor({ at, callSid }: CallsCursor): string {
  return `${String(at)}.${callSid}`;
}

/** Null when it is none of ours. */
export function parseCursor(text: string): CallsCursor | null {
  const [, at, callSid] = FORM.exec(text) ?? [];
  return at === undefined || callSid === undefined || Number(at) > LATEST ? null : { at: Number(at), callSid };
}
