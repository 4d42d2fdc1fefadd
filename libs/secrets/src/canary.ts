import { openSecret, sealedWith, sealSecret, type SecretContext } from './cipher.js';
import { KeyRing } from './key-ring.js';

const PLAIN = 'trunkline-canary';

/** Any place will do, as long as no row of a tenant can have it. */
function contextOf(kid: string): SecretContext {
  return { tenantId: 'installation', table: 'encryption_canaries', column: 'token', rowId: kid };
}

/** A known value sealed with the given key, to be stored once per key and opened at every start. */
export function makeCanary(ring: KeyRing, kid: string): string {
  return sealSecret(ring.withPrimary(kid), contextOf(kid), PLAIN);
}

/** Whether the ring's key of this id is the one the canary was made with. */
export function checkCanary(ring: KeyRing, kid: string, token: string): boolean {
  try {
    return sealedWith(token) === kid && openSecret(ring, contextOf(kid), token).reveal() === PLAIN;
  } catch {
    return false;
  }
}
