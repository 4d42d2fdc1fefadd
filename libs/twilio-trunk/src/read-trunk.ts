import type twilio from 'twilio';
import { allPages } from './all-pages.js';
import type { Dated } from './by-age.js';
import { orNull } from './or-null.js';
import type { HttpMethod, ObservedOriginationUrl, ObservedTrunk, Recording, TwilioLookup } from './trunk-types.js';
import { isRecord, unavailable } from './to-twilio-error.js';

const RECORDING_MODES: readonly Recording['mode'][] = [
  'do-not-record',
  'record-from-ringing',
  'record-from-answer',
  'record-from-ringing-dual',
  'record-from-answer-dual',
];
const HTTP_METHODS: readonly HttpMethod[] = ['GET', 'POST'];
const RECORDING_TRIMS: readonly Recording['trim'][] = ['trim-silence', 'do-not-trim'];

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
  const [credentialListSids, accessLists, originationUrls, numbers] = parts;
  return {
    sid: head.sid,
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
      disasterRecoveryMethod: HTTP_METHODS.find((known) => known === head.disasterRecoveryMethod) ?? null,
      recording: recordingIn(head.recording) ?? recordingIn(await trunk.recordings().fetch()) ?? OFF,
      credentialListSids,
      ipAccessControlListSids: accessLists.map((list) => list.sid),
      originationUrls,
      numbers: numbers.map((number) => ({ numberSid: number.sid, phoneNumber: number.phoneNumber })),
    },
  };
}

const OFF: Recording = { mode: 'do-not-record', trim: 'do-not-trim' };

/**
 * A trunk shows its recording settings, though the OpenAPI gives that field no shape; when it has another one, the sub-resource is
 * asked, which costs a call more.
 */
function recordingIn(value: unknown): Recording | null {
  if (!isRecord(value)) return null;
  const mode = RECORDING_MODES.find((known) => known === value['mode']);
  const trim = RECORDING_TRIMS.find((known) => known === value['trim']);
  return mode && trim ? { mode, trim } : null;
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
