import type { SipAction, SipActionResult, SipIds } from './sip-action.js';
import type { ObservedSip, SipLookup } from './sip-types.js';

/** LiveKit's SIP service as provisioning needs it: look, then change one thing. Every method throws `LiveKitError` only. */
export abstract class SipGateway {
  /** Answers when the configured project can be reached and our key may administer SIP. */
  abstract check(): Promise<void>;

  /** Reads the trunks and rules that carry our mark for this credential, and foreign inbound trunks on its numbers. */
  abstract observe(lookup: SipLookup): Promise<ObservedSip>;

  /**
   * Performs one action with one vendor call. Creating a dispatch rule without an inbound trunk id, or an inbound trunk without
   * numbers, is refused before any call. A removal of something already gone succeeds.
   */
  abstract perform(action: SipAction, ids: SipIds): Promise<SipActionResult>;

  /** For a shutdown: requests under way end by themselves (≤ 10 s), nothing new is sent. */
  abstract stop(): void;
}
