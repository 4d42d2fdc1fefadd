import type twilio from 'twilio';
import { allPages } from './all-pages.js';
import type { Dated } from './by-age.js';
import { byAge } from './by-age.js';
import { orNull } from './or-null.js';
import { readTrunk } from './read-trunk.js';
import { observeCredentialLists } from './read-credential-list.js';
import { numbersOf, toObservedNumber } from './read-number.js';
import type { ObservedNumber, ObservedTrunk, ObservedTwilio, TwilioLookup } from './trunk-types.js';

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

/** The recorded trunk and, beside it, those with our domain or name. Oldest first. */
async function observeTrunks(client: twilio.Twilio, lookup: TwilioLookup): Promise<ObservedTrunk[]> {
  const domainName = lookup.domainName.toLowerCase();
  const readNamed = async (): Promise<(Dated<ObservedTrunk> | null)[]> => {
    const named = (await client.trunking.v1.trunks.list(allPages())).filter(
      (trunk) => trunk.friendlyName === lookup.friendlyName || trunk.domainName?.toLowerCase() === domainName,
    );
    const others = named.filter((trunk) => trunk.sid !== lookup.trunkSid);
    return await Promise.all(others.map((trunk) => readTrunk(client, trunk.sid, null)));
  };
  const [recorded, named] = await Promise.all([
    lookup.trunkSid === null ? null : readTrunk(client, lookup.trunkSid, lookup),
    readNamed(),
  ]);
  return [recorded, ...named]
    .filter((dated) => dated !== null)
    .sort(byAge)
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
