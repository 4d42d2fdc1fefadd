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
});
