import { defineProblems } from './problem-definition.js';

/** What Twilio, or somebody who would like to be taken for it, is told. One answer for all reasons: it helps nobody to guess. */
export const webhookProblems = defineProblems({
  'webhook.refused': {
    status: 403,
    title: 'Not accepted',
    detail: 'The request could not be verified as one of Twilio about a call of this account.',
    action: 'If Twilio sent it: check PUBLIC_URL and the stored auth token; the log of the service names the reason.',
  },
});
