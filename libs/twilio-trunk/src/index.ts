export * from './trunk-action.js';
export * from './trunk-gateway.js';
export * from './trunk-types.js';
export * from './twilio-error.js';
