import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mintApiKey } from '@app/secrets';
import type { ApiKeyLookup, KnownApiKey } from './api-key-lookup.js';
import { ApiKeyVerifier } from './api-key-verifier.js';

/** The table, as far as verification can see it. */
class KnownKeys implements Pick<ApiKeyLookup, 'find' | 'noteUse'> {
  readonly rows = new Map<string, KnownApiKey>();
  readonly asked: string[] = [];
  readonly notes: Date[] = [];
  isWritable = true;

  async find(keyId: string): Promise<KnownApiKey | null> {
    this.asked.push(keyId);
    return this.rows.get(keyId) ?? null;
  }

  async noteUse(_apiKeyId: string, when: Date): Promise<void> {
    if (!this.isWritable) throw new Error('read only');
    this.notes.push(when);
  }
}

const NOW = Date.UTC(2026, 10, 21);

describe('API keys', () => {
  let known: KnownKeys;
  let verifier: ApiKeyVerifier;
  const minted = mintApiKey();
  const row: KnownApiKey = {
    apiKeyId: 'row-1',
    tenantId: 'tenant-1',
    secretHash: minted.secretHash,
    scopes: ['sip-config:read'],
    expiresAt: null,
    isRevoked: false,
  };
  beforeEach(() => {
    known = new KnownKeys();
    known.rows.set(minted.keyId, row);
    verifier = new ApiKeyVerifier(known as unknown as ApiKeyLookup);
  });

  it('a good key names its tenant', async () => {
    expect(await verifier.verify(minted.token.reveal(), NOW)).toEqual({ accepted: true, key: row });
  });

  it.each([
    ['nonsense', 'tl_live_nonsense'],
    ['a key with one letter changed', minted.token.reveal().replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))],
    ['a cut key', minted.token.reveal().slice(0, -1)],
  ])('%s is refused without asking the database', async (_, text) => {
    expect(await verifier.verify(text, NOW)).toEqual({ accepted: false, reason: 'malformed' });
    expect(known.asked).toEqual([]);
  });

  it('the right id with another secret is refused like an unknown key', async () => {
    known.rows.set(minted.keyId, { ...row, secretHash: mintApiKey().secretHash });
    expect(await verifier.verify(minted.token.reveal(), NOW)).toEqual({ accepted: false, reason: 'unknown' });
    expect(await verifier.verify(mintApiKey().token.reveal(), NOW)).toEqual({ accepted: false, reason: 'unknown' });
  });

  it('a revoked key and an expired key are refused', async () => {
    known.rows.set(minted.keyId, { ...row, isRevoked: true });
    expect(await verifier.verify(minted.token.reveal(), NOW)).toMatchObject({ reason: 'revoked' });
    known.rows.set(minted.keyId, { ...row, expiresAt: new Date(NOW) });
    expect(await verifier.verify(minted.token.reveal(), NOW + 6_000)).toMatchObject({ reason: 'expired' });
  });

  it('is believed for five seconds and no longer, so that a revocation elsewhere takes effect', async () => {
    await verifier.verify(minted.token.reveal(), NOW);
    known.rows.set(minted.keyId, { ...row, isRevoked: true });
    expect(await verifier.verify(minted.token.reveal(), NOW + 4_999)).toMatchObject({ accepted: true });
    expect(await verifier.verify(minted.token.reveal(), NOW + 5_000)).toMatchObject({ accepted: false });
  });

  it('a key revoked in this process is refused at once', async () => {
    await verifier.verify(minted.token.reveal(), NOW);
    known.rows.set(minted.keyId, { ...row, isRevoked: true });
    verifier.forget(minted.keyId);
    expect(await verifier.verify(minted.token.reveal(), NOW + 1)).toMatchObject({ accepted: false });
  });

  it('an unknown key is asked for each time, so that a new key works at once', async () => {
    known.rows.clear();
    await verifier.verify(minted.token.reveal(), NOW);
    known.rows.set(minted.keyId, row);
    expect(await verifier.verify(minted.token.reveal(), NOW + 1)).toMatchObject({ accepted: true });
  });

  it('its last use is noted once a minute', async () => {
    for (const seconds of [0, 1, 30, 59, 60, 61]) await verifier.verify(minted.token.reveal(), NOW + seconds * 1000);
    expect(known.notes).toEqual([new Date(NOW), new Date(NOW + 60_000)]);
  });

  it('works although its last use cannot be noted', async () => {
    Logger.overrideLogger(false);
    known.isWritable = false;
    expect(await verifier.verify(minted.token.reveal(), NOW)).toMatchObject({ accepted: true });
  });
});
