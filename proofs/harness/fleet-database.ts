import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Environment } from '../../apps/api/src/config/read-config.js';
import { SecretCipher } from '../../apps/api/src/database/secret-cipher.js';
import { TenantDatabase } from '../../apps/api/src/database/tenant-database.js';
import { startApi } from '../../apps/api/src/start-api.js';
import { openEmbedded } from '../../libs/supabase/src/embedded/open-embedded.js';
import { loadOrCreateKeys } from '../../libs/supabase/src/keys/key-file.js';
import { addFleet, type FleetAccount } from './fleet.js';
import { LineKeeper } from './world.js';

/** How Twilio knows the API; nobody listens there. */
export const PUBLIC_URL = 'https://voice.example.com';
/** LiveKit's SIP address in the TwiML. */
export const AGENT_HOST = 'bench.sip.livekit.cloud';

/** A database with a fleet in it, and the environment of an API on it. */
export interface FleetDatabase {
  readonly environment: Environment;
  readonly fleet: readonly FleetAccount[];
  /** Removes the folder; the database's own server is the caller's. */
  close(): void;
}

/** On the PostgreSQL of `databaseUrl`, or on PGlite in a folder. */
export async function makeFleetDatabase(
  databaseUrl: string | undefined,
  tenants: number,
  numbersEach: number,
): Promise<FleetDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-fleet-'));
  const environment: Environment = {
    PORT: '0',
    PUBLIC_URL,
    DATA_DIR: dataDir,
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    LIVEKIT_URL: 'ws://127.0.0.1:1',
    LIVEKIT_API_KEY: 'devkey',
    LIVEKIT_API_SECRET: 'secret',
    LIVEKIT_SIP_URI: `sip:${AGENT_HOST};transport=tcp`,
    // The accounts exist nowhere: nobody shall look at them.
    RECONCILE_EVERY_SECONDS: '0',
  };
  const userIds = await addUsers(dataDir, databaseUrl, tenants);
  const api = await startApi(environment, new LineKeeper());
  try {
    const database = api.app.get(TenantDatabase, { strict: false }).service();
    const cipher = api.app.get(SecretCipher, { strict: false });
    const fleet = await addFleet(database, (context, text) => cipher.seal(context, text), userIds, numbersEach);
    return { environment, fleet, close: () => rmSync(dataDir, { recursive: true, force: true }) };
  } finally {
    await api.close();
  }
}

/** Past the sign-up, which hashes passwords for as long as it can. */
async function addUsers(dataDir: string, databaseUrl: string | undefined, count: number): Promise<string[]> {
  const database = await openEmbedded({
    mode: 'embedded',
    dataDir,
    databaseUrl,
    ...loadOrCreateKeys(dataDir),
    signup: false,
    siteUrl: PUBLIC_URL,
    migrationsDir: resolve('supabase/migrations'),
  });
  try {
    const userIds = Array.from({ length: count }, () => randomUUID());
    await database.session.query(
      `insert into auth.users (id, email) select u::uuid, u || '@example.test' from unnest($1::text[]) as u`,
      [userIds],
    );
    return userIds;
  } finally {
    await database.close();
  }
}
