import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { mintApiKey } from '@app/secrets';
import { parseTimestamp } from '@app/supabase';
import { AuditLog } from '../audit/audit-log.js';
import { ApiKeyVerifier } from '../auth/api-key-verifier.js';
import type { Caller } from '../auth/caller.js';
import { Problem } from '../problems/problem.js';
import type { ApiKeyList, ApiKeyView, CreateApiKeyRequest, CreatedApiKey } from './api-keys.dto.js';
import { ApiKeysStore, type ApiKeyRow } from './api-keys.store.js';

const MOST_IN_USE = 100;
const DAY_MS = 86_400_000;

/** The keys with which agents and services call us. Only a hash of each is kept. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly store: ApiKeysStore,
    private readonly verifier: ApiKeyVerifier,
    private readonly audit: AuditLog,
  ) {}

  async create(caller: Caller, { name, scopes, expiresInDays }: CreateApiKeyRequest): Promise<CreatedApiKey> {
    if ((await this.store.countInUse(caller)) >= MOST_IN_USE) throw new Problem('api_key.limit_reached');
    const { keyId, token, secretHash } = mintApiKey();
    const id = randomUUID();
    // First the trace, then the key: a key that nobody can account for is worse than a trace of one that was never made.
    await this.audit.record(caller, 'api-key.created', { kind: 'api-key', id }, { name, scopes });
    const row = await this.store.insert(caller, {
      id,
      name: name.trim(),
      key_id: keyId,
      secret_hash: secretHash,
      scopes,
      expires_at: expiresInDays === undefined ? null : new Date(Date.now() + expiresInDays * DAY_MS).toISOString(),
    });
    return { ...toView(row), token: token.reveal() };
  }

  async list(caller: Caller): Promise<ApiKeyList> {
    return { apiKeys: (await this.store.list(caller)).map(toView) };
  }

  async revoke(caller: Caller, apiKeyId: string): Promise<void> {
    const keyId = await this.store.revoke(caller, apiKeyId, new Date());
    if (keyId === null) throw new Problem('api_key.not_found');
    this.verifier.forget(keyId);
    await this.audit.record(caller, 'api-key.revoked', { kind: 'api-key', id: apiKeyId });
  }
}

function toView(row: ApiKeyRow): ApiKeyView {
  return {
    apiKeyId: row.id,
    name: row.name,
    prefix: `tl_live_${row.key_id}`,
    scopes: row.scopes,
    createdAt: toIso(row.created_at) ?? '',
    expiresAt: toIso(row.expires_at),
    lastUsedAt: toIso(row.last_used_at),
    revokedAt: toIso(row.revoked_at),
  };
}

function toIso(text: string | null): string | null {
  return text === null ? null : parseTimestamp(text).toISOString();
}
