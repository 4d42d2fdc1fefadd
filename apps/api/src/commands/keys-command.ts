import { KeyRing } from '@app/secrets';
import type { Supabase } from '@app/supabase';
import { readConfig, type Environment } from '../config/read-config.js';
import { SUPABASE } from '../database/supabase.token.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { DatabaseOnlyModule, withApp } from './command-app.js';
import { EX_ATTENTION, EX_OK, EX_USAGE, type Print } from './command-line.js';
import { counted, placeOf, printUnreadable, type KeysContext } from './keys-context.js';
import { retire } from './retire-key.js';
import { takeCensus } from './rewrap-values.js';
import { rotate } from './rotate-keys.js';
import { SealedValuesStore } from './sealed-values.store.js';
import { withSoleRight } from './sole-right.js';

const USAGE = `Usage: npm run keys -- <list | rotate | verify | retire <key id>>
  list                 the ring, and how many stored values each key seals
  rotate               brings every stored value under a new key; run again, it finishes what was interrupted
  verify               opens every stored value once
  retire <key id>      gives up a key that seals nothing any more`;

/** `npm run keys -- …`: the ring that encrypts the stored secrets. Resolves to the exit code. */
export async function keysCommand(args: readonly string[], environment: Environment, print: Print): Promise<number> {
  const action = actionOf(args);
  if (action === null) {
    print(USAGE);
    return EX_USAGE;
  }
  const config = readConfig(environment);
  return withApp(DatabaseOnlyModule.forRoot(config), config, async (app) => {
    const supabase = app.get<Supabase>(SUPABASE, { strict: false });
    const tenantDatabase = app.get(TenantDatabase, { strict: false });
    const database = tenantDatabase.service();
    return action({
      config,
      print,
      database,
      tenantDatabase,
      kind: supabase.kind,
      ring: app.get(KeyRing, { strict: false }),
      store: new SealedValuesStore(database),
      ownsRing: config.encryption === null,
    });
  });
}

type Action = (context: KeysContext) => Promise<number>;

function actionOf([verb, keyId, ...rest]: readonly string[]): Action | null {
  if (verb === 'list' && keyId === undefined) return list;
  if (verb === 'verify' && keyId === undefined) return verify;
  if (verb === 'rotate' && keyId === undefined) return alone(rotate);
  if (verb === 'retire' && keyId !== undefined) return alone(async (context) => retire(context, keyId, rest));
  return null;
}

/** What changes the ring or the values is done by one command at a time. */
function alone(action: Action): Action {
  return async (context) => withSoleRight(context.tenantDatabase, 'encryption-keys', async () => action(context));
}

async function list({ config, print, ring, store, ownsRing }: KeysContext): Promise<number> {
  const { byKey, values, credentials, legacyRows } = await takeCensus(store, null);
  for (const keyId of new Set([...ring.kids, ...byKey.keys()])) {
    const role = keyId === ring.primary ? 'primary' : ring.kids.includes(keyId) ? '' : 'MISSING';
    print(`${keyId.padEnd(12)} ${role.padEnd(8)} seals ${counted(byKey.get(keyId) ?? 0, 'value')}`);
  }
  print(
    `${counted(values, 'value')} of ${counted(credentials, 'credential')}; the ring is in ${placeOf(config, ownsRing)}.`,
  );
  if (legacyRows > 0)
    print(`${counted(legacyRows, 'row')} of the origin system not sealed yet: npm run trunks -- complete`);
  return EX_OK;
}

async function verify({ print, ring, store }: KeysContext): Promise<number> {
  const { values, credentials, legacyRows, unreadable } = await takeCensus(store, ring);
  printUnreadable(print, unreadable);
  print(
    `${values - unreadable.length} of ${counted(values, 'sealed value')} of ${counted(credentials, 'credential')} open.`,
  );
  if (legacyRows > 0)
    print(`${counted(legacyRows, 'row')} of the origin system not sealed yet: npm run trunks -- complete`);
  return unreadable.length === 0 ? EX_OK : EX_ATTENTION;
}
