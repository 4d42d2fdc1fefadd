import { defineProblems } from './problem-definition.js';

/** What Twilio and LiveKit answered, in a tenant's words. The codes are those of `TwilioError` and `LiveKitError`. */
export const vendorProblems = defineProblems({
  'twilio.credentials_rejected': {
    status: 422,
    title: 'Twilio refused the credentials',
    detail: 'Twilio does not accept this account SID with this auth token or API key.',
    action: 'Copy both again from the Twilio Console. If the token was rotated there, store the new one here.',
  },
  'twilio.account_suspended': {
    status: 422,
    title: 'Twilio account not active',
    detail: 'Twilio says that this account is suspended or closed.',
    action: 'Settle it with Twilio (usually a payment), then try again.',
  },
  'twilio.trial_account': {
    status: 422,
    title: 'Trial account',
    detail: 'This is a Twilio trial account: it has at most one trunk, and calls only reach verified numbers.',
    action: 'Upgrade the account at Twilio, or send "acceptTrial": true to go on within these limits.',
  },
  'twilio.permission_denied': {
    status: 422,
    title: 'Missing rights at Twilio',
    detail: 'The credentials are valid but may not manage SIP trunks of this account.',
    action:
      'Use the account’s own auth token or a Standard API key; a parent account’s token does not work for a subaccount’s trunks.',
  },
  'twilio.test_credentials': {
    status: 422,
    title: 'Test credentials',
    detail: 'These are Twilio’s test credentials; they cannot manage trunks.',
    action: 'Use the live account SID and auth token.',
  },
  'twilio.trial_restriction': {
    status: 422,
    title: 'Not allowed on trial',
    detail: 'Twilio does not allow this on a trial account.',
    action: 'Upgrade the account at Twilio.',
  },
  'twilio.not_found': {
    status: 502,
    title: 'Not found at Twilio',
    detail: 'Something that should be at Twilio is not there.',
    action: 'Repair the trunk; it makes what is missing.',
  },
  'twilio.throttled': {
    status: 503,
    title: 'Twilio is busy',
    detail: 'Twilio asks us to slow down for this account.',
    action: 'Nothing: it is tried again by itself.',
  },
  'twilio.unavailable': {
    status: 503,
    title: 'Twilio cannot be reached',
    detail: 'Twilio did not give a usable answer.',
    action: 'Nothing: it is tried again by itself. If it lasts, look at status.twilio.com.',
  },
  'twilio.trunk_limit': {
    status: 409,
    title: 'Trunk limit reached',
    detail: 'The Twilio account has as many trunks as it may have (100; 1 on trial).',
    action: 'Delete a trunk that is not used, or ask Twilio for more, then repair the trunk here.',
  },
  'twilio.credential_list_limit': {
    status: 409,
    title: 'Credential list limit reached',
    detail: 'The Twilio account has as many SIP credential lists as it may have (100).',
    action: 'Delete a list that is not used, then repair the trunk here.',
  },
  'twilio.credential_limit': {
    status: 409,
    title: 'Credential limit reached',
    detail: 'The SIP credential list is full.',
    action: 'Delete user names that are not used, then repair the trunk here.',
  },
  'twilio.origination_url_limit': {
    status: 409,
    title: 'Origination URL limit reached',
    detail: 'The trunk has as many origination URLs as it may have (10).',
    action: 'Delete one that is not used, then repair the trunk here.',
  },
  'twilio.domain_taken': {
    status: 409,
    title: 'Domain name taken',
    detail: 'Somebody else has the chosen trunk domain name.',
    action: 'Nothing: another name is chosen and tried.',
  },
  'twilio.name_taken': {
    status: 409,
    title: 'Name taken at Twilio',
    detail: 'Something of this name is already in the Twilio account.',
    action: 'Nothing: it is looked for and used if it is ours.',
  },
  'twilio.in_use': {
    status: 409,
    title: 'In use at Twilio',
    detail: 'Twilio will not remove it because something else still uses it.',
    action: 'Look at what uses it in the Twilio Console, then repair.',
  },
  'twilio.list_on_other_trunk': {
    status: 409,
    title: 'Credential list on another trunk',
    detail: 'Our credential list was put on another trunk as well (see "about"), so Twilio will not delete it.',
    action: 'Take the list off that trunk in the Twilio Console, then disconnect or repair again.',
  },
  'twilio.conflict': {
    status: 409,
    title: 'Conflict at Twilio',
    detail: 'Twilio’s state changed while we were working on it.',
    action: 'Nothing: it is looked at again and gone on from there.',
  },
  'twilio.emergency_number': {
    status: 409,
    title: 'Emergency number',
    detail: 'A number is set up for emergency calling, so Twilio will not change its trunk.',
    action: 'Switch emergency calling off for the number first.',
  },
  'twilio.invalid_request': {
    status: 502,
    title: 'Twilio refused the request',
    detail: 'Twilio refused something that Trunkline sent.',
    action: 'Tell the operator the requestId of this answer.',
  },
  'livekit.credentials_rejected': {
    status: 503,
    title: 'LiveKit refused our key',
    detail: 'LiveKit does not accept the installation’s API key.',
    action: 'The operator checks LIVEKIT_API_KEY and LIVEKIT_API_SECRET.',
  },
  'livekit.permission_denied': {
    status: 503,
    title: 'Missing rights at LiveKit',
    detail: 'The installation’s LiveKit key may not manage SIP.',
    action: 'The operator uses a key of the project that has the SIP admin grant.',
  },
  'livekit.conflict': {
    status: 409,
    title: 'Conflict at LiveKit',
    detail: 'Another LiveKit trunk or rule already answers for the same number.',
    action: 'Remove the other one, then repair the trunk here.',
  },
  'livekit.not_found': {
    status: 502,
    title: 'Not found at LiveKit',
    detail: 'Something that should be at LiveKit is not there.',
    action: 'Repair the trunk; it makes what is missing.',
  },
  'livekit.throttled': {
    status: 503,
    title: 'LiveKit is busy',
    detail: 'LiveKit asks us to slow down.',
    action: 'Nothing: it is tried again by itself.',
  },
  'livekit.sip_not_available': {
    status: 503,
    title: 'LiveKit without SIP',
    detail: 'The LiveKit server has no SIP service (a self-hosted server needs Redis for it).',
    action: 'The operator connects the LiveKit server to Redis and runs livekit-sip.',
  },
  'livekit.unavailable': {
    status: 503,
    title: 'LiveKit cannot be reached',
    detail: 'LiveKit did not give a usable answer.',
    action: 'Nothing: it is tried again by itself.',
  },
  'livekit.invalid_request': {
    status: 502,
    title: 'LiveKit refused the request',
    detail: 'LiveKit refused something that Trunkline sent.',
    action: 'Tell the operator the requestId of this answer.',
  },
});
