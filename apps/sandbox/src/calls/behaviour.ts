/** What a callee does when rung, and how the talk ends once it has answered. */
export interface Behaviour {
  readonly outcome: 'answer' | 'busy' | 'fail' | 'silent' | 'reject';
  /** Between the first ring and the outcome. */
  readonly afterSeconds: number;
  /** Null: until somebody else ends the call. */
  readonly talkSeconds: number | null;
  readonly hangsUp: 'caller' | 'callee';
  /** A REFER that the callee sends while talking. */
  readonly refer: { readonly to: string; readonly afterSeconds: number } | null;
  /** Keys that the callee presses, one entry for each `<Gather>` it meets in a whisper. */
  readonly digits: readonly string[];
}

/** A call ends after four hours, whatever happens on it (Twilio docs: TwiML `<Dial>` timeLimit). */
export const LONGEST_CALL_SECONDS = 14_400;

export const ANSWERS: Behaviour = {
  outcome: 'answer',
  afterSeconds: 2,
  talkSeconds: 10,
  hangsUp: 'callee',
  refer: null,
  digits: [],
};

/** One spelling for each address: numbers as they are, `client:identity`, `agent:name`, `sip:user@host` without port and parameters. */
export function addressKey(address: string): string {
  const sip = /^sips?:(?:([^@;?]*)@)?([^;?:]+)/i.exec(address.trim());
  if (!sip) return address.trim();
  const [, user, host = ''] = sip;
  return user === undefined ? `sip:${host.toLowerCase()}` : `sip:${user}@${host.toLowerCase()}`;
}

/** Who behaves how; everybody else answers after two seconds and talks for ten. */
export class CalleeBook {
  private readonly told = new Map<string, Behaviour>();

  tell(address: string, behaviour: Partial<Behaviour>): Behaviour {
    const known = { ...ANSWERS, ...behaviour };
    this.told.set(addressKey(address), known);
    return known;
  }

  of(address: string): Behaviour | undefined {
    return this.told.get(addressKey(address));
  }

  forget(address?: string): void {
    if (address === undefined) this.told.clear();
    else this.told.delete(addressKey(address));
  }

  list(): Record<string, Behaviour> {
    return Object.fromEntries(this.told);
  }
}
