/**
 * How we learned something: the voice webhook (a call has come), the end of a `<Dial>`, a status callback, a recording callback, or
 * the provider's own record of the call, which was asked for.
 */
export type CallEventKind = 'voice' | 'dial-ended' | 'status' | 'recording' | 'record';

/** One thing that is known of one leg of a call. It never changes once it is stored, and a call is what its events say. */
export interface CallEvent {
  readonly kind: CallEventKind;
  /** Twilio's CallSid of the leg that it is about. */
  readonly callSid: string;
  /** Twilio's SequenceNumber; null where the event has none. */
  readonly sequence: number | null;
  /** Twilio's Timestamp, which has whole seconds; null where the event has none. */
  readonly providerAt: Date | null;
  /** When it reached us the first time. */
  readonly receivedAt: Date;
  /** By Twilio's names, as they came: `CallStatus`, `CallDuration`, … */
  readonly payload: Readonly<Record<string, string>>;
}
