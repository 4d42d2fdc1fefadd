import type { RouteDecision } from '@app/routing';
import { hookAddresses, renderTwiml, type TwimlContext } from '@app/twilio-voice';

const NO_CONTEXT: TwimlContext = {
  hooks: hookAddresses(''),
  agentHost: '',
  agentTransport: 'tls',
  agentEndpoints: new Map(),
  isFirstDial: false,
};

/** What a caller hears when there is nothing else to say: never silence. */
export const APOLOGY: RouteDecision = {
  action: 'say',
  text: 'We are sorry. Your call cannot be taken at the moment. Please try again later.',
  language: 'en-US',
};

/** For a caller of whom nothing is known, not even whom they called: Twilio would read them an error otherwise. */
export const APOLOGY_TWIML = renderTwiml(APOLOGY, NO_CONTEXT);
