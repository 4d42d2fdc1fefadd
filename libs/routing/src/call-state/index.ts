export * from './call-event.js';
export { mergeStates, UNKNOWN_CALL, type CallState } from './call-state.js';
export { isCallStatus, isTerminal, type CallStatus } from './call-status.js';
export { evidenceOf, foldEvents } from './evidence.js';
export type { RecordingStatus } from './recording-state.js';
