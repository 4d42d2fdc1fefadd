import { Inject, Injectable } from '@nestjs/common';
import { KeyRing, openSecret, sealSecret, type Secret, type SecretContext } from '@app/secrets';

/** Seals what must not lie in the database in plain text. The context is authenticated: a token moved to another row does not open. */
@Injectable()
export class SecretCipher {
  constructor(@Inject(KeyRing) private readonly keys: KeyRing) {}

  seal(context: SecretContext, secret: Secret | string): string {
    return sealSecret(this.keys, context, secret);
  }

  /** Throws `CipherError` when the token is damaged, of another place, or under a key that the ring lacks. */
  open(context: SecretContext, token: string): Secret {
    return openSecret(this.keys, context, token);
  }
}
