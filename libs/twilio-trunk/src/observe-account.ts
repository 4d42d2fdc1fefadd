import type twilio from 'twilio';
import { allPages } from './all-pages.js';
import { orNull } from './or-null.js';
import type { Dated } from './read-trunk.js';
import { readTrunk } from './read-trunk.js';
import { readCredentialList, sipOf } from './read-credential-list.js';
import { numbersOf, toObservedNumber } from './read-number.js';
import type {
  ObservedCredentialList,
  ObservedNumber,
  ObservedTrunk,
  ObservedTwilio,
  TwilioLookup,
} from './trunk-types.js';

/**
 * Reads everything at once: what hangs on recorded SIDs is not waited for by anything, so a look at a provisioned tenant is one
 * level of calls. Only an object found by its name costs a second one. The lists are read even when the SIDs are known, because
 * they show duplicates.
 */
export async function observeAccount(client: twilio.Twilio, lookup: TwilioLookup): Promise<ObservedTwilio> {
  const [trunks, credentialLists, numbers] = await Promise.all([
    observeTrunks(client, lookup),
    observeCredentialLists(client, lookup),
    Promise.all(lookup.numberSids.map((sid) => readNumber(client, sid))),
  ]);
  const owned = numbers.filter((number) => number !== null);
  return { trunks: trunks.map((trunk) => withTrueNumbers(trunk, owned)), credentialLists, numbers: owned };
}

async function observeTrunks(client: twilio.Twilio, lookup: TwilioLookup): Promise<ObservedTrunk[]> {
  const domainName = lookup.domainName.toLowerCase();
  return await byRecordOrName(
    lookup.trunkSid,
    (sid, isRecorded) => readTrunk(client, sid, isRecorded ? lookup : null),
    async () => {
      const trunks = await client.trunking.v1.trunks.list(allPages());
      return trunks
        .filter((trunk) => trunk.friendlyName === lookup.friendlyName || trunk.domainName?.toLowerCase() === domainName)
        .map((trunk) => trunk.sid);
    },
  );
}

async function observeCredentialLists(client: twilio.Twilio, lookup: TwilioLookup): Promise<ObservedCredentialList[]> {
  return await byRecordOrName(
    lookup.credentialListSid,
    (sid, isRecorded) => readCredentialList(client, sid, isRecorded ? lookup.credentialSids : []),
    async () => {
      const lists = await sipOf(client).credentialLists.list(allPages());
      return lists.filter((list) => list.friendlyName === lookup.credentialListName).map((list) => list.sid);
    },
  );
}

/** Reads the recorded object and, beside it, those of the right name. Oldest first. */
async function byRecordOrName<T>(
  recordedSid: string | null,
  read: (sid: string, isRecorded: boolean) => Promise<Dated<T> | null>,
  listByName: () => Promise<readonly string[]>,
): Promise<T[]> {
  const readNamed = async (): Promise<(Dated<T> | null)[]> => {
    const named = (await listByName()).filter((sid) => sid !== recordedSid);
    return await Promise.all(named.map((sid) => read(sid, false)));
  };
  const [recorded, named] = await Promise.all([recordedSid === null ? null : read(recordedSid, true), readNamed()]);
  return [recorded, ...named]
    .filter((dated) => dated !== null)
    .sort((one, other) => one.createdAt - other.createdAt)
    .map((dated) => dated.found);
}

async function readNumber(client: twilio.Twilio, numberSid: string): Promise<ObservedNumber | null> {
  const number = await orNull(numbersOf(client)(numberSid).fetch());
  return number === null ? null : toObservedNumber(number);
}

/** The number's own `trunk_sid` is the truth for numbers that were read; the trunk's list may lag behind it. */
function withTrueNumbers(trunk: ObservedTrunk, read: readonly ObservedNumber[]): ObservedTrunk {
  const others = trunk.numbers.filter((listed) => !read.some((number) => number.numberSid === listed.numberSid));
  const attached = read
    .filter((number) => number.trunkSid === trunk.trunkSid)
    .map(({ numberSid, phoneNumber }) => ({ numberSid, phoneNumber }));
  return { ...trunk, numbers: [...others, ...attached] };
}
