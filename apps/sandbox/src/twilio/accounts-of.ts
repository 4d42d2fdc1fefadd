import type { VendorRequest } from '../http/exchange.js';
import type { TwilioStore } from '../store/twilio-store.js';
import { basicCredentials, identify } from './authenticate.js';

/** The caller's account first, then the one the path names, if it is another. Nothing is verified here. */
export function accountsOf(store: TwilioStore, request: VendorRequest): string[] {
  const user = basicCredentials(request.headers)?.user;
  const actor = user === undefined ? undefined : identify(store, user)?.account.sid;
  const named = /\/Accounts\/(AC[0-9a-fA-F]{32})/.exec(request.path)?.[1];
  return [...new Set([actor, named].filter((accountSid) => accountSid !== undefined))];
}
