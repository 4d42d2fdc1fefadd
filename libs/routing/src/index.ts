export { E164_PATTERN, isE164 } from './e164.js';
