/** A call that LiveKit places through an outbound trunk. */
export interface DialWish {
  /** The trunk's address, without port. */
  readonly domain: string;
  readonly username: string;
  readonly password: string;
  readonly from: string;
  readonly to: string;
  readonly sipCallId: string;
  /** Called when the other side has gone. */
  readonly ended: () => void;
}

export interface SipEnd {
  readonly status: number;
  readonly reason: string;
}

/** The telephone company on the other side of LiveKit's trunks. Undefined: it knows nothing of that domain or call. */
export interface TelephoneNetwork {
  dial(wish: DialWish): SipEnd | undefined;
  transfer(sipCallId: string, to: string): SipEnd | undefined;
}
