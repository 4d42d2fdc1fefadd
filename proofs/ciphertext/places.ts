import { createHash } from 'node:crypto';
import { KeyRing, sealSecret, type SecretContext } from '@app/secrets';

/** A value where it belongs, and what it is. */
export interface SealedValue {
  readonly place: SecretContext;
  readonly plaintext: string;
  readonly token: string;
}

export interface Ground {
  /** Two keys, the older of which still opens. */
  readonly ring: KeyRing;
  /** Of somebody who has the key ids and not the keys. */
  readonly strangersRing: KeyRing;
  readonly values: readonly SealedValue[];
}

const TABLES = ['user_twilio_credentials', 'agent_endpoints'];
const COLUMNS = ['auth_token', 'api_key_secret', 'sip_password', 'previous_sip_password', 'previous_auth_token'];

/** Every column of two tables, for two tenants with two rows each. Keys, ids and texts follow from the seed alone. */
export function layGround(seed: string): Ground {
  const keysOf = (whose: string) => ({
    keys: { k1: key(seed, whose, 'k1'), k2: key(seed, whose, 'k2') },
    primary: 'k2',
  });
  const ring = KeyRing.parse(keysOf('own'));
  const places = TABLES.flatMap((table) =>
    COLUMNS.flatMap((column) =>
      ['a', 'b'].flatMap((tenant) =>
        ['1', '2'].map((row) => ({
          table,
          column,
          tenantId: id(seed, tenant),
          // The second row has the same id for both tenants, which only the binding to the tenant tells apart.
          rowId: row === '2' ? id(seed, 'shared row') : id(seed, tenant, row),
        })),
      ),
    ),
  );
  const values = places.map((place, index) => {
    const plaintext = `plain-${digest(seed, String(index)).toString('base64url')}`.repeat(1 + (index % 3));
    return { place, plaintext, token: sealSecret(index % 2 === 0 ? ring : ring.withPrimary('k1'), place, plaintext) };
  });
  return { ring, strangersRing: KeyRing.parse(keysOf('a stranger’s')), values };
}

function digest(...parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

function key(...parts: readonly string[]): string {
  return digest('key', ...parts).toString('base64');
}

/** In the form of a UUID. */
function id(...parts: readonly string[]): string {
  const hex = digest('id', ...parts).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
