import { CommandRefusal, EX_OK } from './command-line.js';
import { removeKey } from './key-file.js';
import { counted, nextKeyOf, placeOf, type KeysContext } from './keys-context.js';
import { takeCensus } from './rewrap-values.js';

/** Gives up a key, once nothing needs it any more. */
export async function retire(context: KeysContext, keyId: string, options: readonly string[]): Promise<number> {
  const { config, print, ring, store, ownsRing, kind } = context;
  if (!ring.kids.includes(keyId))
    throw new CommandRefusal(`There is no key ${keyId}; the ring has ${ring.kids.join(', ')}.`);
  if (keyId === ring.primary)
    throw new CommandRefusal(`${keyId} is the primary key; rotate first: npm run keys -- rotate`);
  if (nextKeyOf(context) === keyId)
    throw new CommandRefusal(`${keyId} is about to become the primary key: npm run keys -- rotate`);
  const { byKey } = await takeCensus(store, null);
  const uses = byKey.get(keyId) ?? 0;
  if (uses > 0)
    throw new CommandRefusal(`${keyId} still seals ${counted(uses, 'value')}; run first: npm run keys -- rotate`);
  if (!ownsRing) {
    print(`${keyId} seals nothing any more. Remove it from ENCRYPTION_KEYS and restart every process.`);
    return EX_OK;
  }
  if (kind !== 'pglite' && !options.includes('--servers-restarted')) {
    throw new CommandRefusal(
      `A server that was not restarted since the rotation still seals with ${keyId}. Restart them all, then run: ` +
        `npm run keys -- retire ${keyId} --servers-restarted`,
    );
  }
  removeKey(config.dataDir, keyId);
  print(
    `${keyId} was removed from ${placeOf(config, true)}. Backups made while it was in use need the file as it was then.`,
  );
  return EX_OK;
}
