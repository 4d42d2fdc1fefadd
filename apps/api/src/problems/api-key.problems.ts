import { defineProblems } from './problem-definition.js';

export const apiKeyProblems = defineProblems({
  'api_key.not_found': {
    status: 404,
    title: 'No such API key',
    detail: 'There is no such API key, or it was revoked already.',
    action: 'Look at the list of API keys for the right id.',
  },
  'api_key.limit_reached': {
    status: 409,
    title: 'Too many API keys',
    detail: 'This account has as many API keys in use as it may have.',
    action: 'Revoke a key that is no longer used, then make the new one.',
  },
});
