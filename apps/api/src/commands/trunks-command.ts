import { SipGateway } from '@app/livekit';
import { TrunkGateway } from '@app/twilio-trunk';
import type { INestApplicationContext } from '@nestjs/common';
import { AppModule } from '../app.module.js';
import { AuditLog } from '../audit/audit-log.js';
import { readConfig, type Environment } from '../config/read-config.js';
import { SecretCipher } from '../database/secret-cipher.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { InstallationStore } from '../trunks/installation.store.js';
import { RunWorker } from '../trunks/run-worker.js';
import { RunsStore } from '../trunks/runs.store.js';
import { DatabaseOnlyModule, withApp } from './command-app.js';
import { CommandRefusal, EX_OK, EX_USAGE, type Print } from './command-line.js';
import { completeRows } from './complete-rows.js';
import { LegacyRowsStore } from './legacy-rows.store.js';
import { RowCompleter } from './row-completer.js';
import { withSoleRight } from './sole-right.js';

const USAGE = `Usage: npm run trunks -- <list | complete [--dry-run]>
  list                   every Twilio account of every tenant, and its state
  complete               takes over the rows of the origin system: checks each account, seals its secrets, builds what is missing
  complete --dry-run     says what that would do, and does nothing`;

/** `npm run trunks -- …`. Resolves to the exit code. */
export async function trunksCommand(args: readonly string[], environment: Environment, print: Print): Promise<number> {
  const [verb, option, ...rest] = args;
  if (verb === 'list' && option === undefined) return list(environment, print);
  const isDryRun = option === '--dry-run';
  if (verb === 'complete' && (option === undefined || isDryRun) && rest.length === 0) {
    return complete(environment, print, isDryRun);
  }
  print(USAGE);
  return EX_USAGE;
}

async function list(environment: Environment, print: Print): Promise<number> {
  const config = readConfig(environment);
  return withApp(DatabaseOnlyModule.forRoot(config), config, async (app) => {
    const rows = await new LegacyRowsStore(app.get(TenantDatabase, { strict: false }).service()).all();
    for (const row of rows) {
      const active = row.is_active ? 'active' : '';
      const what = [row.domain_name, row.trunk_sid].filter((part) => part !== null).join(' ');
      print(
        `${row.account_sid} ${row.status.padEnd(15)} ${active.padEnd(6)} tenant ${row.user_id} “${row.label}” ${what}`.trimEnd(),
      );
    }
    const legacy = rows.filter((row) => row.status === 'legacy').length;
    print(
      `${rows.length} in all${legacy > 0 ? `, ${legacy} of the origin system: npm run trunks -- complete --dry-run` : ''}.`,
    );
    return EX_OK;
  });
}

async function complete(environment: Environment, print: Print, isDryRun: boolean): Promise<number> {
  const config = readConfig(environment);
  if (config.livekit === null) {
    throw new CommandRefusal(
      'A trunk leads to LiveKit, which is not configured: set LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET and LIVEKIT_SIP_URI.',
    );
  }
  // The whole application, because its worker builds the trunks.
  return withApp(AppModule.forRoot(config), config, async (app) => {
    const database = app.get(TenantDatabase, { strict: false });
    const work = async (): Promise<number> => completeRows(partsOf(app), print, isDryRun);
    return isDryRun ? work() : withSoleRight(database, 'trunks-complete', work);
  });
}

function partsOf(app: INestApplicationContext): Parameters<typeof completeRows>[0] {
  const anywhere = { strict: false } as const;
  const rows = new LegacyRowsStore(app.get(TenantDatabase, anywhere).service());
  const runs = app.get(RunsStore, anywhere);
  return {
    rows,
    runs,
    worker: app.get(RunWorker, anywhere),
    audit: app.get(AuditLog, anywhere),
    completer: new RowCompleter(
      rows,
      runs,
      app.get(InstallationStore, anywhere),
      app.get(SecretCipher, anywhere),
      app.get(TrunkGateway, anywhere),
      app.get(SipGateway, anywhere),
    ),
  };
}
