import { randomBytes } from 'node:crypto';

/** The text of the key file of an embedded installation. */
export interface KeyFileContent {
  readonly jwtSecret: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  /** Key encryption keys by id, 32 bytes each in base64. */
  readonly encryptionKeys: Readonly<Record<string, string>>;
  readonly primaryEncryptionKey: string;
}

/** Fresh keys for a new installation. */
export function randomKeys(): KeyFileContent {
  const kid = `k${randomBytes(4).toString('hex')}`;
  return {
    jwtSecret: randomBytes(48).toString('base64url'),
    publishableKey: `sb_publishable_${randomBytes(24).toString('base64url')}`,
    secretKey: `sb_secret_${randomBytes(32).toString('base64url')}`,
    encryptionKeys: { [kid]: randomBytes(32).toString('base64') },
    primaryEncryptionKey: kid,
  };
}
