import { KeyRing } from '@app/secrets';
import { loadOrCreateKeys } from '@app/supabase';
import { EncryptionCanaries } from '../database/encryption-canaries.js';
import { EX_ATTENTION, EX_OK } from './command-line.js';
import { addKey, makePrimary } from './key-file.js';
import { counted, nameOf, nextKeyOf, placeOf, printUnreadable, type KeysContext } from './keys-context.js';
import { rewrapAll, takeCensus } from './rewrap-values.js';

const HOW_TO_ADD = `To rotate, where the ring comes from the environment:
  1. add a key to ENCRYPTION_KEYS (echo "k2:$(openssl rand -base64 32)"), keep ENCRYPTION_PRIMARY_KEY, restart every process;
  2. set ENCRYPTION_PRIMARY_KEY to the new key, restart every process, and run: npm run keys -- rotate
  3. once npm run keys -- list says that the old key seals nothing, remove it from ENCRYPTION_KEYS.`;

/** Brings every stored value under a new key, or finishes doing so. */
export async function rotate(context: KeysContext): Promise<number> {
  const { print, ring, store, ownsRing } = context;
  const { byKey, values } = await takeCensus(store, null);
  const isDone = values === (byKey.get(ring.primary) ?? 0);
  if (!ownsRing) {
    if (!isDone) return rewrap(context, ring);
    print(`Nothing to do: ${counted(values, 'value')}, all under ${ring.primary}, the primary key.`);
    print(HOW_TO_ADD);
    return EX_OK;
  }
  const next = nextKeyOf(context);
  if (next !== null) return rewrap(context, await promote(context, next));
  // What an interrupted rotation left behind comes before a new one.
  if (!isDone) return rewrap(context, ring);
  return context.kind === 'pglite' ? rotateAtOnce(context) : prepareRotation(context);
}

/** Nobody else can hold the ring of a PGlite: adding a key and using it is one step. */
async function rotateAtOnce(context: KeysContext): Promise<number> {
  const keyId = addKey(context.config.dataDir, { makePrimary: true });
  const ring = await provenRing(context);
  context.print(
    `The key ${keyId} was added to ${placeOf(context.config, true)} and is the primary one now. Back the file up.`,
  );
  return rewrap(context, ring);
}

/** Servers on this database would meet values that they cannot open, so they must know the key before it is used. */
async function prepareRotation({ config, print }: KeysContext): Promise<number> {
  const keyId = addKey(config.dataDir, { makePrimary: false });
  print(`Step 1 of 2: the key ${keyId} was added to ${placeOf(config, true)}; nothing uses it yet. Back the file up.`);
  print(
    'Restart every Trunkline that works on this database, so that it knows the key. Then run again: npm run keys -- rotate',
  );
  return EX_OK;
}

async function promote(context: KeysContext, keyId: string): Promise<KeyRing> {
  makePrimary(context.config.dataDir, keyId);
  const ring = await provenRing(context);
  context.print(
    `Step 2 of 2: ${keyId} is the primary key now. A running server goes on with the old one until it is restarted.`,
  );
  return ring;
}

async function rewrap({ print, store }: KeysContext, ring: KeyRing): Promise<number> {
  const { values, credentials, unreadable, contested } = await rewrapAll(store, ring);
  printUnreadable(print, unreadable);
  for (const row of contested) print(`The ${nameOf(row)} kept changing; run rotate again.`);
  print(`Re-wrapped ${counted(values, 'value')} of ${counted(credentials, 'credential')} under ${ring.primary}.`);
  const { byKey } = await takeCensus(store, null);
  for (const keyId of ring.kids.filter((known) => known !== ring.primary && !byKey.has(known))) {
    print(
      `${keyId} seals nothing any more; backups made before still need it. To give it up: npm run keys -- retire ${keyId}`,
    );
  }
  return unreadable.length + contested.length === 0 ? EX_OK : EX_ATTENTION;
}

/** The ring as the file has it now, with a canary for each key: a wrong key must show at the next start. */
async function provenRing({ config, database }: KeysContext): Promise<KeyRing> {
  const { encryptionKeys, primaryEncryptionKey } = loadOrCreateKeys(config.dataDir);
  const ring = KeyRing.parse({ keys: encryptionKeys, primary: primaryEncryptionKey });
  await new EncryptionCanaries(database, ring).establish();
  return ring;
}
