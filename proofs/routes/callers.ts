import type { Access } from './document.js';
import type { Stage } from './stage.js';

/** What the operator of the proof's installation scrapes with. */
export const METRICS_TOKEN = 'routes-proof-0f5c2b7e9a1d4836';

export interface Caller {
  readonly name: string;
  /** Absent: nothing is presented at all. */
  readonly token?: string;
}

/** Somebody who must be refused, and how. */
export interface Denied extends Caller {
  readonly status: number;
  readonly code: string;
}

/** Tokens that are made once and used against every operation. */
export interface BadTokens {
  readonly malformed: string;
  readonly forged: string;
  readonly revoked: string;
  readonly expired: string;
}

export async function makeBadTokens(stage: Stage): Promise<BadTokens> {
  return {
    malformed: 'not-a-token-at-all',
    forged: forgedFrom(stage.owner.accessToken),
    revoked: await stage.revokedKey(),
    expired: await stage.expiredKey(),
  };
}

/** Who must not succeed with an operation although the request itself is good. */
export async function deniedCallers(access: Access, stage: Stage, bad: BadTokens): Promise<Denied[]> {
  const unknown = { status: 401, code: 'auth.invalid_token' };
  const denied: Denied[] = [
    { name: 'anonymous', status: 401, code: 'auth.required' },
    { name: 'malformed token', token: bad.malformed, ...unknown },
    { name: 'forged token', token: bad.forged, ...unknown },
    { name: 'revoked key', token: bad.revoked, ...unknown },
    { name: 'expired key', token: bad.expired, ...unknown },
  ];
  if (access.kind === 'operator') {
    const key = await stage.keyWith(stage.owner, stage.scopes);
    denied.push(
      { name: 'tenant', token: stage.owner.accessToken, ...unknown },
      { name: 'API key', token: key, ...unknown },
    );
  }
  if (access.kind === 'user') {
    const token = await stage.keyWith(stage.owner, stage.scopes);
    denied.push({ name: 'API key where users only may', token, status: 403, code: 'auth.user_required' });
  }
  if (access.kind === 'scope') {
    const others = stage.scopes.filter((scope) => scope !== access.scope);
    const token = await stage.keyWith(stage.owner, others);
    denied.push({ name: `key without ${access.scope}`, token, status: 403, code: 'auth.scope_missing' });
    if (!access.usersToo) {
      const { accessToken } = stage.owner;
      denied.push({ name: 'user where keys only may', token: accessToken, status: 403, code: 'auth.scope_missing' });
    }
  }
  return denied;
}

/** The owner's own ways in. A key has the needed scope and no other. */
export async function rightfulCallers(access: Access, stage: Stage): Promise<Caller[]> {
  if (access.kind === 'operator') return [{ name: 'operator', token: METRICS_TOKEN }];
  const user = { name: 'owner', token: stage.owner.accessToken };
  if (access.kind !== 'scope') return [user];
  const key = { name: 'owner’s key', token: await stage.keyWith(stage.owner, [access.scope]) };
  return access.usersToo ? [user, key] : [key];
}

/** Another tenant, with everything that tenant may have. */
export async function strangers(access: Access, stage: Stage): Promise<Caller[]> {
  const user = { name: 'other tenant', token: stage.stranger.accessToken };
  if (access.kind !== 'scope') return [user];
  const key = { name: 'other tenant’s key', token: await stage.keyWith(stage.stranger, stage.scopes) };
  return access.usersToo ? [user, key] : [key];
}

/** The owner's own token, its signature changed in one character. */
function forgedFrom(token: string): string {
  const at = token.lastIndexOf('.') + 5;
  const other = token[at] === 'A' ? 'B' : 'A';
  return token.slice(0, at) + other + token.slice(at + 1);
}
