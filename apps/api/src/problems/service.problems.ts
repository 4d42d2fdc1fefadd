import { defineProblems } from './problem-definition.js';

/** The service or something it stands on is at fault. */
export const serviceProblems = defineProblems({
  'internal.unexpected': {
    status: 500,
    title: 'Something went wrong',
    detail: 'An unexpected error happened on our side.',
    action: 'Try again; if it stays, tell the operator the requestId of this answer.',
  },
  'database.unavailable': {
    status: 503,
    title: 'Database unavailable',
    detail: 'The database cannot be reached at the moment. Nothing was changed.',
    action: 'Try again in a moment.',
  },
  'service.not_ready': {
    status: 503,
    title: 'Not ready',
    detail: 'The service is not ready to take requests.',
    action: 'See which component is failing in "components", and wait or repair it.',
  },
  'service.shutting_down': {
    status: 503,
    title: 'Shutting down',
    detail: 'This instance of the service is shutting down.',
    action: 'Try again; another instance or the restarted one will answer.',
  },
});
