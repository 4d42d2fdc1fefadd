export { hashesEqual, mintApiKey, parseApiKey, type MintedApiKey } from './api-key.js';
export { checkCanary, makeCanary } from './canary.js';
export { CipherError, type CipherErrorCode } from './cipher-error.js';
export { isSealed, openSecret, rewrapSecret, sealedWith, sealSecret, type SecretContext } from './cipher.js';
export { KeyRing } from './key-ring.js';
export { Secret } from './secret.js';
