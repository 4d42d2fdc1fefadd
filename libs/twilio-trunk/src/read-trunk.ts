import type twilio from 'twilio';
import { allPages } from './all-pages.js';
import { orNull } from './or-null.js';
import type { ObservedOriginationUrl, ObservedTrunk, Recording, TwilioLookup } from './trunk-types.js';
import { unavailable } from './to-twilio-error.js';

/** With the date by which duplicates are told apart. */
export interface Dated<T> {
  readonly createdAt: number;
  readonly found: T;
}

type TrunkContext = ReturnType<twilio.Twilio['trunking']['v1']['trunks']>;

/**
 * One trunk and everything that hangs on it, read at once; null when it does not exist. `recorded` is given for the trunk whose
 * SID we recorded: its parts that the lists do not show (yet) are then asked for by SID.
 */
export async function readTrunk(
  client: twilio.Twilio,
  trunkSid: string,
  recorded: TwilioLookup | null,
): Promise<Dated<ObservedTrunk> | null> {
  const trunk = client.trunking.v1.trunks(trunkSid);
  const [head, parts] = await Promise.all([
    orNull(trunk.fetch()),
    orNull(
      Promise.all([
        trunk.recordings().fetch(),
        readMappings(trunk, recorded?.credentialListSid ?? null),
        trunk.ipAccessControlLists.list(allPages()),
        readOriginationUrls(trunk, recorded?.originationUrlSids ?? []),
        trunk.phoneNumbers.list(allPages()),
      ]),
    ),
  ]);
  if (head === null) return null;
  // Not "absent": acting on a half-seen trunk would build a second one beside it.
  if (parts === null) throw unavailable('a part of the trunk was missing while the trunk itself was there');
  const [recording, credentialListSids, accessLists, originationUrls, numbers] = parts;
  return {
    createdAt: Number(head.dateCreated),
    found: {
      trunkSid: head.sid,
      friendlyName: head.friendlyName ?? '',
      domainName: head.domainName || null,
      settings: {
        secure: head.secure ?? false,
        transferMode: head.transferMode ?? 'disable-all',
        disasterRecoveryUrl: head.disasterRecoveryUrl || null,
      },
      recording: toRecording(recording),
      credentialListSids,
      ipAccessControlListSids: accessLists.map((list) => list.sid),
      originationUrls,
      numbers: numbers.map((number) => ({ numberSid: number.sid, phoneNumber: number.phoneNumber })),
    },
  };
}

function toRecording({ mode, trim }: Partial<Recording>): Recording {
  return { mode: mode ?? 'do-not-record', trim: trim ?? 'do-not-trim' };
}

async function readMappings(trunk: TrunkContext, recordedSid: string | null): Promise<string[]> {
  const sids = (await trunk.credentialsLists.list(allPages())).map((list) => list.sid);
  if (recordedSid === null || sids.includes(recordedSid)) return sids;
  const late = await orNull(trunk.credentialsLists(recordedSid).fetch());
  return late === null ? sids : [...sids, late.sid];
}

async function readOriginationUrls(
  trunk: TrunkContext,
  recordedSids: readonly string[],
): Promise<ObservedOriginationUrl[]> {
  const listed = await trunk.originationUrls.list(allPages());
  const missing = recordedSids.filter((sid) => !listed.some((url) => url.sid === sid));
  const late = await Promise.all(missing.map((sid) => orNull(trunk.originationUrls(sid).fetch())));
  return [...listed, ...late.filter((url) => url !== null)].map((url) => ({
    originationUrlSid: url.sid,
    friendlyName: url.friendlyName ?? '',
    sipUrl: url.sipUrl,
    priority: url.priority,
    weight: url.weight,
    enabled: url.enabled,
  }));
}
