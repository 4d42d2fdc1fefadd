import type twilio from 'twilio';
import { allPages } from './all-pages.js';
import { sipOf } from './read-credential-list.js';
import { numbersOf, toObservedNumber } from './read-number.js';
import type { AccountInventory } from './trunk-types.js';

/** Everything of the account that provisioning could touch, in three lists read at once. */
export async function takeInventory(client: twilio.Twilio): Promise<AccountInventory> {
  const [trunks, credentialLists, numbers] = await Promise.all([
    client.trunking.v1.trunks.list(allPages()),
    sipOf(client).credentialLists.list(allPages()),
    numbersOf(client).list(allPages()),
  ]);
  return {
    trunks: trunks.map((trunk) => ({
      trunkSid: trunk.sid,
      friendlyName: trunk.friendlyName ?? '',
      domainName: trunk.domainName || null,
    })),
    credentialLists: credentialLists.map((list) => ({
      credentialListSid: list.sid,
      friendlyName: list.friendlyName ?? '',
    })),
    numbers: numbers.map(toObservedNumber),
  };
}
