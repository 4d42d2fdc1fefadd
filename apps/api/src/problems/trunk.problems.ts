import { defineProblems } from './problem-definition.js';

/** A tenant's Twilio accounts and trunks. */
export const trunkProblems = defineProblems({
  'credential.not_found': {
    status: 404,
    title: 'No such credential',
    detail: 'There is no such Twilio credential.',
    action: 'List your credentials for the right id.',
  },
  'credential.no_secret': {
    status: 409,
    title: 'No Twilio secret',
    detail: 'Neither an auth token nor an API key is stored for this Twilio account.',
    action: 'Store an auth token or an API key, then try again.',
  },
  'credential.only_secret': {
    status: 409,
    title: 'The only secret',
    detail: 'The API key is the only way in: no auth token is stored for this Twilio account.',
    action: 'Store the auth token first (rotate-auth-token), then remove the key.',
  },
  'credential.secret_required': {
    status: 400,
    title: 'Secret missing',
    detail: 'An auth token is needed, or an API key SID together with its secret.',
    action: 'Copy the auth token from the front page of the Twilio Console, or create an API key there.',
  },
  'credential.unreadable': {
    status: 500,
    title: 'Stored secrets cannot be read',
    detail: 'The secrets stored for this Twilio account were damaged or sealed with a key that this service lacks.',
    action:
      'Tell the operator the requestId of this answer; `npm run keys -- verify` names the values. To be rid of the account all the ' +
      'same, disconnect it with abandon=true.',
  },
  'credential.account_taken': {
    status: 409,
    title: 'Account already connected',
    detail: 'This Twilio account is already connected.',
    action:
      'If it is connected under your own sign-in, use that credential; otherwise disconnect it where it is connected.',
  },
  'credential.label_taken': {
    status: 409,
    title: 'Label already used',
    detail: 'Another of your credentials has this label.',
    action: 'Choose another label.',
  },
  'credential.disconnecting': {
    status: 409,
    title: 'Being disconnected',
    detail: 'This Twilio account is being disconnected.',
    action: 'Wait until that is done; afterwards you can connect it again.',
  },
  'rotation.in_progress': {
    status: 409,
    title: 'A rotation is still under way',
    detail: 'The previous SIP password is still valid for the agents that use it.',
    action: 'Wait for the end of the overlap, or rotate with overlapSeconds 0 after it.',
  },
  'trunk.not_ready': {
    status: 409,
    title: 'Trunk not ready',
    detail: 'The trunk cannot carry calls yet.',
    action: 'See "blockers" for what is missing and how to mend each.',
  },
  'trunk.no_snapshot': {
    status: 404,
    title: 'No snapshot',
    detail: 'Nothing was changed in this account yet, so there is no snapshot from before.',
    action: 'Look at the plan for what would be changed.',
  },
  'trunk.not_built': {
    status: 409,
    title: 'Trunk not built yet',
    detail: 'The account is connected, but its trunk has not been built.',
    action: 'Look at the plan and apply it first.',
  },
  'trunk.not_provisioned': {
    status: 409,
    title: 'Nothing to plan for',
    detail: 'This credential comes from an earlier system and has not been completed.',
    action: 'Ask the operator to run `npm run trunks -- complete`.',
  },
  'trunk.provisioning_failed': {
    status: 502,
    title: 'The trunk could not be built',
    detail: 'Building the trunk stopped; what was built so far is kept and the next attempt goes on from there.',
    action: 'See "problem" for the cause; mend it and repair the trunk.',
  },
  'trunk.provisioning_timeout': {
    status: 504,
    title: 'Still building',
    detail: 'Building the trunk takes longer than this request may wait. It goes on in the background.',
    action: 'Watch the trunk’s events until it is ready.',
  },
  'trunk.keeps_changing': {
    status: 409,
    title: 'Somebody else keeps changing the trunk',
    detail: 'Trunkline has put the trunk back several times, and each time something else changed it again.',
    action: 'Find out what else manages this Twilio account or LiveKit project and stop it, then repair the trunk.',
  },
  'trunk.recording_consent': {
    status: 400,
    title: 'Consent not stated',
    detail: 'Recording calls needs the consent of the parties in many places.',
    action: 'Send "consent": true to state that you have taken care of it.',
  },
  'number.not_in_account': {
    status: 404,
    title: 'Not a number of this account',
    detail: 'The Twilio account does not own this number.',
    action: 'Buy the number at Twilio first, or connect the account that owns it.',
  },
  'number.on_other_trunk': {
    status: 409,
    title: 'On another trunk',
    detail: 'The number is on another trunk of the account; Trunkline takes no number away.',
    action: 'Detach it from that trunk in the Twilio Console, then try again.',
  },
  'number.taken': {
    status: 409,
    title: 'Number in use',
    detail: 'The number is already in use in this installation.',
    action: 'Detach it where it is used.',
  },
  'number.not_on_trunk': {
    status: 404,
    title: 'Not on the trunk',
    detail: 'The number is not on this trunk.',
    action: 'List the trunk’s numbers.',
  },
  'number.confirmation_needed': {
    status: 409,
    title: 'Something would be lost',
    detail: 'On this plane the number does not use what answers it today. Taking it off later restores that.',
    action: 'See "loses"; send the request again with "confirm": true to go on.',
  },
  'run.not_found': {
    status: 404,
    title: 'No such run',
    detail: 'There is no such provisioning run.',
    action: 'Look at the credential’s trunk for its runs.',
  },
  'idempotency.malformed_key': {
    status: 400,
    title: 'Bad idempotency key',
    detail: 'The Idempotency-Key must be 8 to 128 printable characters without spaces.',
    action: 'Send a UUID, for example.',
  },
  'idempotency.in_progress': {
    status: 409,
    title: 'The same request is being worked on',
    detail: 'A request with this Idempotency-Key is under way.',
    action: 'Send it again in a moment; you will get its result.',
  },
  'idempotency.key_reused': {
    status: 422,
    title: 'Idempotency key reused',
    detail: 'This Idempotency-Key was used before for a different request.',
    action: 'Use a new key for a new request.',
  },
});
