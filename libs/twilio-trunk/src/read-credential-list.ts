import type twilio from 'twilio';
import { allPages } from './all-pages.js';
import { orNull } from './or-null.js';
import type { Dated } from './read-trunk.js';
import type { ObservedCredential, ObservedCredentialList } from './trunk-types.js';
import { unavailable } from './to-twilio-error.js';

/** One credential list with its credentials; null when it does not exist. Recorded credentials a list lags with are asked for. */
export async function readCredentialList(
  client: twilio.Twilio,
  credentialListSid: string,
  recordedSids: readonly string[],
): Promise<Dated<ObservedCredentialList> | null> {
  const list = sipOf(client).credentialLists(credentialListSid);
  const [head, credentials] = await Promise.all([
    orNull(list.fetch()),
    orNull(readCredentials(list.credentials, recordedSids)),
  ]);
  if (head === null) return null;
  if (credentials === null) throw unavailable('the credentials were missing while their list was there');
  return {
    createdAt: Number(head.dateCreated),
    found: { credentialListSid: head.sid, friendlyName: head.friendlyName, credentials },
  };
}

/** Always by the account's own SID: with a parent's or a key's credentials the SDK's default account may be another one. */
export function sipOf(client: twilio.Twilio): ReturnType<twilio.Twilio['api']['v2010']['accounts']>['sip'] {
  return client.api.v2010.accounts(client.accountSid).sip;
}

type Credentials = ReturnType<ReturnType<typeof sipOf>['credentialLists']>['credentials'];

async function readCredentials(
  credentials: Credentials,
  recordedSids: readonly string[],
): Promise<ObservedCredential[]> {
  const listed = await credentials.list(allPages());
  const missing = recordedSids.filter((sid) => !listed.some((credential) => credential.sid === sid));
  const late = await Promise.all(missing.map((sid) => orNull(credentials(sid).fetch())));
  return [...listed, ...late.filter((credential) => credential !== null)].map((credential) => ({
    credentialSid: credential.sid,
    username: credential.username,
    dateUpdated: toRfc2822(credential.dateUpdated),
  }));
}

/** The SDK parses Twilio's `Thu, 30 Jul 2015 20:12:33 +0000`; this writes it back as Twilio wrote it. */
export function toRfc2822(date: Date | string): string {
  return date instanceof Date ? date.toUTCString().replace('GMT', '+0000') : date;
}
