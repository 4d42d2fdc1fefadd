import { defineProblems } from './problem-definition.js';

/** Who is asking, and whether they may. One code for every bad token: which check failed is nobody's business. */
export const authProblems = defineProblems({
  'auth.required': {
    status: 401,
    title: 'Sign-in required',
    detail: 'This address needs a signed-in user or an API key.',
    action: 'Send "Authorization: Bearer <token>" with an access token or an API key.',
  },
  'auth.invalid_token': {
    status: 401,
    title: 'Token not accepted',
    detail: 'The access token or API key is not valid, has expired or was revoked.',
    action: 'Sign in again, or use another API key.',
  },
  'auth.forbidden': {
    status: 403,
    title: 'Not allowed',
    detail: 'This is not allowed.',
    action: 'Check that you are signed in as the right user.',
  },
  'auth.unavailable': {
    status: 503,
    title: 'Sign-in cannot be checked',
    detail: 'The keys that prove access tokens cannot be fetched at the moment.',
    action: 'Try again in a moment.',
  },
  'auth.user_required': {
    status: 403,
    title: 'Only for signed-in users',
    detail: 'An API key may not do this, whatever its scopes.',
    action: 'Sign in to the dashboard and do it there.',
  },
  'auth.scope_missing': {
    status: 403,
    title: 'Scope missing',
    detail: 'The API key does not have the scope that this address needs.',
    action: 'Make a new API key with the scope named in "scope".',
  },
  'auth.too_many_attempts': {
    status: 429,
    title: 'Too many attempts',
    detail: 'There were too many failed or repeated attempts from here.',
    action: 'Wait for the number of seconds in "retryAfterSeconds", then try again.',
  },
  'auth.too_many_requests': {
    status: 429,
    title: 'Too many requests',
    detail: 'This user or API key sends more requests than this service accepts.',
    action: 'Wait for the number of seconds in "retryAfterSeconds", and send requests more slowly.',
  },
  'auth.sign_up_closed': {
    status: 403,
    title: 'Sign-up is closed',
    detail: 'New accounts cannot be made here.',
    action: 'Ask the operator of this service for an account.',
  },
  'auth.publishable_key_required': {
    status: 401,
    title: 'Publishable key missing',
    detail: 'The request does not carry the publishable key of this service.',
    action: 'Take the key from GET /api/v1/sign-in-settings and give it to supabase-js.',
  },
  'auth.cross_origin': {
    status: 403,
    title: 'Cross-origin request refused',
    detail: 'Sign-in is accepted from the dashboard of this service only.',
    action: 'Open the dashboard at its own address.',
  },
});
