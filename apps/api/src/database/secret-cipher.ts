import { Inject, Injectable } from '@nestjs/common';
import { openSecret, sealSecret, Secret, type KeyRing, type SecretContext } from '@app/secrets';

/** Injection token of the key ring. */
export const KEY_RING = Symbol('KeyRing');

/** Seals what must not lie in the database in plain text. The context is authenticated: a token moved to another row does not open. */
@Injectable()
export class SecretCipher {
  constructor(@Inject(KEY_RING) private readonly keys: KeyRing) {}

  seal(context: SecretContext, secret: Secret | string): string {
    return sealSecret(this.keys, context, typeof secret === 'string' ? new Secret(secret) : secret);
  }

  open(context: SecretContext, token: string): Secret {
    return openSecret(this.keys, context, token);
  }
}
