import { defineProblems } from './problem-definition.js';

/** A tenant's numbers: searching, buying, changing, releasing. */
export const numberProblems = defineProblems({
  'number.not_found': {
    status: 404,
    title: 'No such number',
    detail: 'There is no such number among yours.',
    action: 'List your numbers for the right id, or import what the account has.',
  },
  'number.no_account': {
    status: 409,
    title: 'No Twilio account',
    detail: 'No Twilio account is active, and the request names none.',
    action: 'Connect a Twilio account, or send its "credentialId".',
  },
  'number.country_not_offered': {
    status: 422,
    title: 'No numbers in this country',
    detail: 'Twilio sells no numbers in this country.',
    action: 'Choose another country (two letters, ISO 3166-1).',
  },
  'number.type_not_offered': {
    status: 422,
    title: 'No numbers of this type',
    detail: 'Twilio does not sell numbers of this type in this country.',
    action: 'See "types" for those it sells there.',
  },
  'number.area_code_not_supported': {
    status: 422,
    title: 'No area codes here',
    detail: 'Twilio searches by area code only for local numbers of the United States and Canada.',
    action: 'Use "contains" with the first digits instead, such as +4930.',
  },
  'number.address_required': {
    status: 422,
    title: 'Address needed',
    detail: 'For this number Twilio demands an address of the account.',
    action: 'Register the address in the Twilio Console and send its "addressSid".',
  },
  'number.address_not_accepted': {
    status: 422,
    title: 'Address not accepted',
    detail: 'Twilio does not accept this address for this number: some must lie in its country, some in its city.',
    action: 'See "addressRequirement" in the search; send the "addressSid" of another address.',
  },
  'number.bundle_required': {
    status: 422,
    title: 'Regulatory bundle needed',
    detail: 'For this number Twilio demands an approved regulatory bundle.',
    action: 'Make the bundle in the Twilio Console, wait until it is approved, and send its "bundleSid".',
  },
  'number.not_available': {
    status: 409,
    title: 'Number not for sale',
    detail: 'Twilio does not sell this number, or somebody else was faster.',
    action: 'Search again and choose another number.',
  },
  'number.trial_limit': {
    status: 422,
    title: 'Not on a trial account',
    detail: 'A Twilio trial account may have one number only.',
    action: 'Upgrade the account at Twilio.',
  },
  'number.purchase_refused': {
    status: 422,
    title: 'Twilio refused the purchase',
    detail: 'Twilio did not sell this number; nothing was bought.',
    action: 'See "twilioCode" (https://www.twilio.com/docs/api/errors) for what it demands.',
  },
  'number.being_bought': {
    status: 409,
    title: 'Being bought',
    detail: 'The same number is being bought by another request.',
    action: 'Send the request again in a moment; you will get its result. The number is never bought twice.',
  },
  'number.outcome_unknown': {
    status: 503,
    title: 'Twilio did not answer',
    detail:
      'Twilio gave no usable answer, so it is not known yet whether the number was bought. It is looked up, not bought again.',
    action: 'Send the same request again in a minute, or list your numbers.',
  },
  'number.releasing': {
    status: 409,
    title: 'Being released',
    detail: 'This number is being given back to Twilio.',
    action: 'Follow the run; afterwards the number is gone.',
  },
  'number.not_bought_yet': {
    status: 409,
    title: 'Not bought yet',
    detail: 'This number is still being bought.',
    action: 'Wait until its status is "owned".',
  },
  'number.confirmation_differs': {
    status: 400,
    title: 'Confirmation differs',
    detail: 'Releasing cannot be undone: "confirm" must be the number itself, in E.164.',
    action: 'Send "confirm" with exactly the number that is to be released.',
  },
  'number.webhook_not_public': {
    status: 409,
    title: 'Webhooks cannot be reached',
    detail: 'This installation has no public https address, so Twilio cannot ask it what to do with a call.',
    action: 'The operator sets PUBLIC_URL to the https address of this service.',
  },
});
