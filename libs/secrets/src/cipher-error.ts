export type CipherErrorCode = 'cipher.key_ring' | 'cipher.malformed' | 'cipher.tampered' | 'cipher.unknown_key';

/** A failure of the cipher. Its message names what is wrong and never holds plain text, key or token. */
export class CipherError extends Error {
  override readonly name = 'CipherError';

  constructor(
    readonly code: CipherErrorCode,
    message: string,
  ) {
    super(message);
  }
}
