export { readForm, type FormFields } from './form.js';
export { readJsonFields } from './json-fields.js';
export { isBodyOf, isSignedBy, signableForm, signingKey } from './signature.js';
export { signedAddresses } from './signed-addresses.js';
export { cleanText } from './xml.js';
export { renderTwiml, type AgentEndpoint, type TwimlContext } from './render-twiml.js';
export { EVENT_DELIVERY, VOICE_DELIVERY } from './delivery.js';
export { hookAddresses, type HookAddresses } from './hook-addresses.js';
