export * from './livekit-error.js';
export * from './sip-action.js';
export * from './sip-gateway.js';
export * from './sip-types.js';
export * from './plan-sip.js';
export * from './livekit-sip-gateway.js';
export type { SipLedger } from './sip-ledger.js';
