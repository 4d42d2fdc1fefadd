import { constants, createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** Signs `<header>.<payload>`; the signature's bytes. Nothing is checked, so that it can be done wrongly. */
export type Signer = (input: string) => Buffer;

export const hmac =
  (secret: string | Buffer, hash = 'sha256'): Signer =>
  (input) =>
    createHmac(hash, secret).update(input).digest();

export const ecdsa =
  (key: KeyObject, hash = 'sha256', dsaEncoding: 'ieee-p1363' | 'der' = 'ieee-p1363'): Signer =>
  (input) =>
    sign(hash, Buffer.from(input), { key, dsaEncoding });

export const rsa =
  (key: KeyObject): Signer =>
  (input) =>
    sign('sha256', Buffer.from(input), key);

export const rsaPss =
  (key: KeyObject): Signer =>
  (input) =>
    sign('sha256', Buffer.from(input), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });

export const eddsa =
  (key: KeyObject): Signer =>
  (input) =>
    sign(null, Buffer.from(input), key);

export const ecKeys = (namedCurve = 'P-256') => generateKeyPairSync('ec', { namedCurve });
export const rsaKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
export const edKeys = () => generateKeyPairSync('ed25519');

/** Text is taken as it is, anything else as JSON. */
export function encoded(part: unknown): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

export function token(header: unknown, payload: unknown, signer: Signer): string {
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${signer(input).toString('base64url')}`;
}
