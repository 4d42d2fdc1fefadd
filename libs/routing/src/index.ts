export * from './decision.js';
export * from './e164.js';
export * from './routing-document.js';
