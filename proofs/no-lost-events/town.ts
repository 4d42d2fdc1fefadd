import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { rebuildCall } from '../../apps/api/src/calls/call-rows.js';
import { CallsSpool } from '../../apps/api/src/calls/calls-spool.js';
import type { Environment } from '../../apps/api/src/config/read-config.js';
import { INSTALLATION_KEYS, type InstallationKeys } from '../../apps/api/src/database/installation-keys.js';
import { SecretCipher } from '../../apps/api/src/database/secret-cipher.js';
import type { DatabaseClient } from '../../apps/api/src/database/supabase.token.js';
import { TenantDatabase } from '../../apps/api/src/database/tenant-database.js';
import { unwrap } from '../../apps/api/src/database/unwrap.js';
import { startApi, type RunningApi } from '../../apps/api/src/start-api.js';
import { LineKeeper, PASSWORD } from '../harness/world.js';
import { addWebhookAccount, type WebhookAccount } from '../harness/webhook-account.js';
import { storedCall } from '../state-merge/stored-call.js';
import { PUBLIC_URL } from './teller.js';
import { ageSpool } from './torn-tail.js';

const TENANTS = 3;
const PAGE = 1_000;
const DRAINED_WITHIN_MS = 120_000;
/** Calls that are compared with their events; all would take longer than the rest. */
const COMPARED = 100;

/** What is found in the end. */
export interface Findings {
  /** Events that were acknowledged and are not stored. */
  readonly lost: number;
  /** Events that are stored more than once. */
  readonly doubled: number;
  readonly stored: number;
  /** Calls that are not what their events say, of those that were compared. */
  readonly differing: number;
}

/** An installation whose server dies again and again: its folder, its tenants, and what is stored of their calls in the end. */
export class Town {
  private constructor(
    readonly dataDir: string,
    readonly environment: Environment,
    readonly accounts: readonly [WebhookAccount, ...WebhookAccount[]],
  ) {}

  /** On PGlite in its folder, or on the PostgreSQL of `databaseUrl`. */
  static async found(databaseUrl?: string): Promise<Town> {
    const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-events-'));
    const environment: Environment = {
      PORT: '0',
      PUBLIC_URL,
      SIGN_UP: 'open',
      LOG_LEVEL: 'error',
      RECONCILE_EVERY_SECONDS: '0',
      // Nobody listens there: this is not about LiveKit.
      LIVEKIT_URL: 'ws://127.0.0.1:1',
      LIVEKIT_API_KEY: 'devkey',
      LIVEKIT_API_SECRET: 'secret',
      LIVEKIT_SIP_URI: 'sip:127.0.0.1:5060',
      DATA_DIR: dataDir,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    };
    const api = await startApi(environment, new LineKeeper());
    try {
      const first = await newAccount(api, 0);
      const others: WebhookAccount[] = [];
      for (let number = 1; number < TENANTS; number += 1) others.push(await newAccount(api, number));
      return new Town(dataDir, environment, [first, ...others]);
    } finally {
      await api.close();
    }
  }

  /** Starts a last process, lets it bring home what lies on the disk, and compares. */
  async inspect(acknowledged: ReadonlyMap<string, ReadonlySet<number>>): Promise<Findings> {
    ageSpool(this.dataDir);
    const api = await startApi(this.environment, new LineKeeper());
    try {
      const spool = api.app.get(CallsSpool, { strict: false });
      for (const deadline = Date.now() + DRAINED_WITHIN_MS; !(await spool.isEmpty());) {
        if (Date.now() > deadline) throw new Error('the spool is not brought to the database');
        await sleep(50);
      }
      return await compare(api.app.get(TenantDatabase, { strict: false }).service(), acknowledged);
    } finally {
      await api.close();
    }
  }

  leave(): void {
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

async function newAccount(api: RunningApi, number: number): Promise<WebhookAccount> {
  const { publishableKey } = api.app.get<InstallationKeys>(INSTALLATION_KEYS, { strict: false });
  const response = await fetch(`${api.url}/auth/v1/signup`, {
    method: 'POST',
    headers: { apikey: publishableKey, 'content-type': 'application/json' },
    body: JSON.stringify({ email: `tenant${String(number)}@example.test`, password: PASSWORD }),
  });
  const { user } = (await response.json()) as { user: { id: string } };
  const cipher = api.app.get(SecretCipher, { strict: false });
  const database = api.app.get(TenantDatabase, { strict: false }).service();
  const seal = (...sealed: Parameters<SecretCipher['seal']>): string => cipher.seal(...sealed);
  return addWebhookAccount(database, seal, user.id, [`+1415555010${String(number)}`]);
}

async function compare(
  service: DatabaseClient,
  acknowledged: ReadonlyMap<string, ReadonlySet<number>>,
): Promise<Findings> {
  const stored = new Map<string, number>();
  for (let after = 0, full = true; full;) {
    const rows = unwrap(
      await service.from('call_events').select('id, call_sid, sequence').gt('id', after).order('id').limit(PAGE),
    );
    for (const { call_sid: callSid, sequence } of rows) {
      const key = `${callSid} ${String(sequence)}`;
      stored.set(key, (stored.get(key) ?? 0) + 1);
    }
    after = rows.at(-1)?.id ?? after;
    full = rows.length === PAGE;
  }
  const lost = [...acknowledged].flatMap(([callSid, numbers]) =>
    [...numbers].filter((sequence) => !stored.has(`${callSid} ${String(sequence)}`)),
  );
  const differing: string[] = [];
  for (const callSid of [...acknowledged.keys()].slice(-COMPARED)) {
    const { row, events } = await storedCall(service, callSid);
    if (!isDeepStrictEqual(row, rebuildCall(events))) differing.push(callSid);
  }
  const doubled = [...stored.values()].filter((times) => times > 1).length;
  return { lost: lost.length, doubled, stored: stored.size, differing: differing.length };
}
