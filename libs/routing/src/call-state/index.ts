export * from './call-event.js';
