/**
 * Connection overrides, in the fragment of an address that we give to Twilio (twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
 * Without them a server error or a slow answer is never asked again. A fragment is neither sent nor signed.
 */

/** For requests that a caller waits for: one more try, and soon. */
export const VOICE_DELIVERY = '#rc=1&rp=ct,rt,5xx&ct=1500&rt=5000';
/** For news about a call: three more tries. */
export const EVENT_DELIVERY = '#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000&tt=14000';
