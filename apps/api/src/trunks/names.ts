import { randomBytes } from 'node:crypto';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** The names of everything made for one credential. */
export interface Names {
  /** Friendly name and ownership mark, ≤ 64 characters (Twilio's limit): `trunkline:<installation>:<own>`. */
  readonly resourceName: string;
  readonly domainPrefix: string;
  readonly domainName: string;
  /** ≤ 32 characters (Twilio's limit). */
  readonly sipUsername: string;
}

/**
 * Chosen at random and stored before the first call that uses them, so that an object whose creation was never recorded is found
 * by name, and so that nobody can guess a tenant's domain. 100 bits: a clash with another Twilio customer's domain is handled
 * (21248) but will not happen by chance.
 */
export function chooseNames(installationId: string): Names {
  const own = base32(randomBytes(20));
  const domainPrefix = `tl-${own}`;
  return {
    resourceName: `trunkline:${installationId}:${own}`,
    domainPrefix,
    domainName: domainNameOf(domainPrefix),
    sipUsername: `tl${own}`,
  };
}

/** Another domain, for when Twilio says that somebody else has the first (21248). */
export function chooseDomain(): { readonly domainPrefix: string; readonly domainName: string } {
  const domainPrefix = `tl-${base32(randomBytes(20))}`;
  return { domainPrefix, domainName: domainNameOf(domainPrefix) };
}

/** The user name of the next generation: `tlabc…` → `tlabc…-2` → `tlabc…-3`. */
export function nextSipUsername(current: string, ownPrefix: string): string {
  const generation = current.startsWith(ownPrefix) ? Number(current.slice(ownPrefix.length + 1) || '1') : 0;
  return generation === 0 ? ownPrefix : `${ownPrefix}-${generation + 1}`;
}

/** 128 random bits: the only part of a webhook's path that chooses the key it is checked with. */
export function chooseIngressId(): string {
  return randomBytes(16).toString('hex');
}

/** Whom calls on the webhook plane dial to reach an agent. 80 bits: nobody reaches an agent by guessing. */
export function chooseSipUser(): string {
  return `tl${randomBytes(10).toString('hex')}`;
}

export function domainNameOf(prefix: string): string {
  return `${prefix}.pstn.twilio.com`;
}

function base32(bytes: Buffer): string {
  return Array.from(bytes, (byte) => BASE32[byte & 31]).join('');
}
