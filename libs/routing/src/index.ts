export * from './call-state/index.js';
export * from './decision.js';
export * from './e164.js';
export * from './routing-document.js';
