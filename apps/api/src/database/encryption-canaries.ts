import { checkCanary, makeCanary, type KeyRing } from '@app/secrets';
import type { DatabaseClient } from './supabase.token.js';
import { unwrap } from './unwrap.js';

/** The keys we were given are not the keys this database was encrypted with. The message is for the operator's terminal. */
export class EncryptionKeyError extends Error {
  override readonly name = 'EncryptionKeyError';
}

/**
 * Proves, with a known value sealed under each key, that this process can read what was written before. Without that, a wrong key
 * would show itself only at the first call, and by then new secrets would have been sealed with it.
 */
export class EncryptionCanaries {
  constructor(
    private readonly service: DatabaseClient,
    private readonly ring: KeyRing,
  ) {}

  /** Throws `EncryptionKeyError` when a key is wrong, and gives keys that are new to this database their canary. */
  async establish(): Promise<void> {
    const tokens = await this.#read();
    this.#refuseWrong(tokens);
    if (tokens.size > 0 && !this.ring.kids.some((kid) => tokens.has(kid))) {
      throw new EncryptionKeyError(
        `The stored secrets were encrypted with ${quoted([...tokens.keys()])}, but ENCRYPTION_KEYS holds only ` +
          `${quoted(this.ring.kids)}. Put the old key back beside the new one.`,
      );
    }
    const fresh = this.ring.kids.filter((kid) => !tokens.has(kid));
    const rows = fresh.map((kid) => ({ key_id: kid, token: makeCanary(this.ring, kid) }));
    if (rows.length === 0) return;
    // Another process may be starting with the same new key; whose canary it is does not matter, as long as both open it.
    const duplicates = { onConflict: 'key_id', ignoreDuplicates: true };
    unwrap(await this.service.from('encryption_canaries').upsert(rows, duplicates));
    this.#refuseWrong(await this.#read());
  }

  /** True while every key of the ring still opens its canary. */
  async areIntact(): Promise<boolean> {
    const tokens = await this.#read();
    return this.ring.kids.every((kid) => checkCanary(this.ring, kid, tokens.get(kid) ?? ''));
  }

  async #read(): Promise<ReadonlyMap<string, string>> {
    const rows = unwrap(await this.service.from('encryption_canaries').select('key_id, token'));
    return new Map(rows.map((row) => [row.key_id, row.token]));
  }

  #refuseWrong(tokens: ReadonlyMap<string, string>): void {
    const wrong = this.ring.kids.filter(
      (kid) => tokens.has(kid) && !checkCanary(this.ring, kid, tokens.get(kid) ?? ''),
    );
    if (wrong.length === 0) return;
    throw new EncryptionKeyError(
      `The encryption key ${quoted(wrong)} is not the one this database was encrypted with. Restore the right key ` +
        '(ENCRYPTION_KEYS, or keys.json in the data directory); the stored secrets cannot be read without it.',
    );
  }
}

function quoted(kids: readonly string[]): string {
  return kids.map((kid) => `"${kid}"`).join(', ');
}
