import type twilio from 'twilio';
import { allPages } from './all-pages.js';
import type { Dated } from './by-age.js';
import { byAge } from './by-age.js';
import { orNull } from './or-null.js';
import type { ObservedCredential, ObservedCredentialList, TwilioLookup } from './trunk-types.js';
import { unavailable } from './to-twilio-error.js';

type Sip = ReturnType<twilio.Twilio['api']['v2010']['accounts']>['sip'];
type ListContext = ReturnType<Sip['credentialLists']>;
type ListHead = Awaited<ReturnType<ListContext['fetch']>>;

/** Always by the account's own SID: with a key's or a parent's credentials the SDK's default account may be another one. */
export function sipOf(client: twilio.Twilio): Sip {
  return client.api.v2010.accounts(client.accountSid).sip;
}

/**
 * The recorded credential list and those of the right name, oldest first. The credentials of the recorded one are read beside the
 * list of lists, which also gives its name; only when one of the two does not show it (yet), it is fetched by SID.
 */
export async function observeCredentialLists(
  client: twilio.Twilio,
  lookup: TwilioLookup,
): Promise<ObservedCredentialList[]> {
  const lists = sipOf(client).credentialLists;
  const recordedSid = lookup.credentialListSid;
  const [all, recordedCredentials] = await Promise.all([
    lists.list(allPages()),
    recordedSid === null ? null : orNull(readCredentials(lists(recordedSid), lookup.credentialSids)),
  ]);
  const named = all.filter((list) => list.sid === recordedSid || list.friendlyName === lookup.credentialListName);
  const isSeen = recordedCredentials !== null && named.some((list) => list.sid === recordedSid);
  const fetched = recordedSid === null || isSeen ? null : await orNull(lists(recordedSid).fetch());
  // Not "absent": a list that is there must not be built again because its credentials were missing.
  if (fetched !== null && recordedCredentials === null)
    throw unavailable('a list was there and its credentials were not');
  const heads = isSeen ? named : [...named.filter((list) => list.sid !== recordedSid), ...(fetched ? [fetched] : [])];
  const read = async (head: ListHead): Promise<Dated<ObservedCredentialList> | null> => {
    const { sid, friendlyName, dateCreated } = head;
    const credentials = sid === recordedSid ? recordedCredentials : await orNull(readCredentials(lists(sid), []));
    // Deleted, though the list of lists still shows it.
    if (credentials === null) return null;
    const found = { credentialListSid: sid, friendlyName: friendlyName ?? '', credentials };
    return { sid, createdAt: Number(dateCreated), found };
  };
  const dated = await Promise.all(heads.map(read));
  return dated
    .filter((list) => list !== null)
    .sort(byAge)
    .map((list) => list.found);
}

async function readCredentials(list: ListContext, recordedSids: readonly string[]): Promise<ObservedCredential[]> {
  const { credentials } = list;
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
