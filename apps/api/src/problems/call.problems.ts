import { defineProblems } from './problem-definition.js';

export const callProblems = defineProblems({
  'call.not_found': {
    status: 404,
    title: 'No such call',
    detail: 'There is no call with this CallSid in this account.',
    action: 'Look at the list of calls for the right CallSid.',
  },
  'event.not_stored': {
    status: 503,
    title: 'Event not stored',
    detail: 'The event could not be stored. It was not accepted.',
    action: 'Send it again in a moment.',
  },
  'event.foreign_call': {
    status: 403,
    title: 'Not a call of this account',
    detail: 'The event is about a call that does not belong to the account of this address.',
    action: 'Give each Twilio account the webhook addresses that Trunkline shows for it, and no others.',
  },
});
