import type { TenantAccount } from './tenant-account.js';

/** How many of each of a credential's objects there are, and whether all sides hold one password (I1, I7). */
export async function oneOfEach(one: TenantAccount): Promise<Record<string, unknown>> {
  const [{ trunks, credentialLists }, livekit, { status }] = await Promise.all([
    one.state(),
    one.livekit(),
    one.credential(),
  ]);
  const trunkStates = Object.values(trunks);
  const credentials = Object.values(credentialLists).flatMap((list) => Object.values(list.credentials));
  const [outbound] = livekit.outbound;
  return {
    trunks: trunkStates.length,
    lists: Object.keys(credentialLists).length,
    credentials: credentials.length,
    mappings: trunkStates.flatMap((trunk) => Object.keys(trunk.credentialLists)).length,
    urls: trunkStates.flatMap((trunk) => Object.keys(trunk.originationUrls)).length,
    outbound: livekit.outbound.length,
    inbound: livekit.inbound,
    rules: livekit.rules,
    samePassword: credentials.some(
      ({ username, password }) => username === outbound?.auth_username && password === outbound.auth_password,
    ),
    status,
  };
}
