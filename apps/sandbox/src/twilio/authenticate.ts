import type { IncomingHttpHeaders } from 'node:http';
import type { Account, ApiKey } from '../store/records.js';
import { lookUp } from '../store/records.js';
import type { TwilioStore } from '../store/twilio-store.js';
import { TwilioError } from './errors.js';

export interface Credentials {
  readonly user: string;
  readonly secret: string;
}

export interface Actor {
  readonly account: Account;
  /** Null when the auth token was used, which may do everything. */
  readonly key: ApiKey | null;
}

export function basicCredentials(headers: IncomingHttpHeaders): Credentials | undefined {
  const match = /^Basic\s+(.+)$/i.exec(headers.authorization ?? '');
  if (match?.[1] === undefined) return undefined;
  const decoded = Buffer.from(match[1], 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon === -1 ? undefined : { user: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}

/** Finds who a user name belongs to, before anybody asks for the secret: the request log wants it even on a 401. */
export function identify(store: TwilioStore, user: string): Actor | undefined {
  const account = store.account(user);
  if (account) return { account, key: null };
  for (const owner of Object.values(store.state.accounts)) {
    const key = lookUp(owner.keys, user);
    if (key) return { account: owner, key };
  }
  return undefined;
}

/** Wrong, unknown and closed all look alike from outside: 401/20003. */
export function authenticate(store: TwilioStore, headers: IncomingHttpHeaders): Actor {
  const credentials = basicCredentials(headers);
  const actor = credentials && identify(store, credentials.user);
  if (!credentials || !actor) throw new TwilioError(20003);
  const expected = actor.key ? actor.key.secret : actor.account.authToken;
  // An empty secret never matches, whatever is stored.
  if (credentials.secret === '' || credentials.secret !== expected) throw new TwilioError(20003);
  if (actor.account.status === 'closed') throw new TwilioError(20003);
  return actor;
}
