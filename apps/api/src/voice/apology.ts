import { hookAddresses, renderTwiml, type TwimlContext } from '@app/twilio-voice';

const NO_CONTEXT: TwimlContext = {
  hooks: hookAddresses(''),
  agentHost: '',
  agentTransport: 'tls',
  agentEndpoints: new Map(),
  isFirstDial: false,
};

/** What a caller hears when nothing is known of whom they called: Twilio would read them an error otherwise. */
export const APOLOGY = renderTwiml(
  {
    action: 'say',
    text: 'We are sorry. Your call cannot be taken at the moment. Please try again later.',
    language: 'en-US',
  },
  NO_CONTEXT,
);
