export * from './livekit-error.js';
export * from './sip-action.js';
export * from './sip-gateway.js';
export * from './sip-types.js';
export * from './plan-sip.js';
export * from './livekit-sip-gateway.js';
export type { RecordedInbound, SipLedger } from './sip-ledger.js';
export { sideKey } from './sip-mark.js';
