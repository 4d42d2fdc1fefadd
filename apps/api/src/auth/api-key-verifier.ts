import { Injectable, Logger } from '@nestjs/common';
import { hashesEqual, parseApiKey } from '@app/secrets';
import { ApiKeyLookup, type KnownApiKey } from './api-key-lookup.js';

export type ApiKeyVerdict =
  { readonly accepted: true; readonly key: KnownApiKey } | { readonly accepted: false; readonly reason: string };

/** A revocation elsewhere takes effect here after at most this long; one in this process at once. */
const BELIEVED_MS = 5_000;
const USE_NOTED_EVERY_MS = 60_000;
const MOST_REMEMBERED = 10_000;

/** Verifies API keys: by their own checksum first, so that nonsense costs no query, then against the stored hash. */
@Injectable()
export class ApiKeyVerifier {
  readonly #logger = new Logger(ApiKeyVerifier.name);
  readonly #believed = new Map<string, { readonly key: KnownApiKey; readonly until: number }>();
  readonly #noted = new Map<string, number>();

  constructor(private readonly lookup: ApiKeyLookup) {}

  async verify(text: string, now: number = Date.now()): Promise<ApiKeyVerdict> {
    const parsed = parseApiKey(text);
    if (parsed === null) return { accepted: false, reason: 'malformed' };
    const key = await this.#find(parsed.keyId, now);
    // The comparison comes before the other reasons, so that only the holder of a key can learn that it has expired.
    if (key === null || !hashesEqual(key.secretHash, parsed.secretHash)) return { accepted: false, reason: 'unknown' };
    if (key.isRevoked) return { accepted: false, reason: 'revoked' };
    if (key.expiresAt !== null && key.expiresAt.getTime() <= now) return { accepted: false, reason: 'expired' };
    await this.#noteUse(key, now);
    return { accepted: true, key };
  }

  /** Forgets what was believed of a key, after it was revoked. */
  forget(keyId: string): void {
    this.#believed.delete(keyId);
  }

  async #find(keyId: string, now: number): Promise<KnownApiKey | null> {
    const believed = this.#believed.get(keyId);
    if (believed !== undefined && believed.until > now) return believed.key;
    const key = await this.lookup.find(keyId);
    this.#believed.delete(keyId);
    if (key !== null) remember(this.#believed, keyId, { key, until: now + BELIEVED_MS });
    return key;
  }

  /** Says when a key was last used, to the minute. That it cannot be written is no reason to refuse a call. */
  async #noteUse(key: KnownApiKey, now: number): Promise<void> {
    if ((this.#noted.get(key.apiKeyId) ?? 0) > now - USE_NOTED_EVERY_MS) return;
    remember(this.#noted, key.apiKeyId, now);
    try {
      await this.lookup.noteUse(key.apiKeyId, new Date(now));
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      this.#logger.warn('The last use of an API key could not be noted', { apiKeyId: key.apiKeyId, reason });
    }
  }
}

/** Adds to a map that may not grow without bound; the oldest entry goes first. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  const oldest = map.size >= MOST_REMEMBERED ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}
