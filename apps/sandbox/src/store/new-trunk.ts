import { newSid } from './ids.js';
import type { Trunk } from './records.js';
import type { TwilioStore } from './twilio-store.js';

/** A trunk as Twilio makes it when nothing is asked for: it can receive, but without a domain it cannot send. */
export function newTrunk(store: TwilioStore): Trunk {
  return {
    ...store.stamp(newSid('TK')),
    friendlyName: null,
    domainName: null,
    disasterRecoveryUrl: null,
    disasterRecoveryMethod: null,
    secure: false,
    cnamLookupEnabled: false,
    transferMode: 'disable-all',
    transferCallerId: 'from-transferee',
    recordingMode: 'do-not-record',
    recordingTrim: 'do-not-trim',
    originationUrls: {},
    credentialLists: {},
    ipAccessControlLists: {},
  };
}
