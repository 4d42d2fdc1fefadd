import { Injectable } from '@nestjs/common';
import { TwilioError, type TwilioAccount } from '@app/twilio-trunk';
import type { Caller } from '../auth/caller.js';
import type { Credential } from '../credentials/credential.js';
import { CredentialsStore, twilioAccount } from '../credentials/credentials.store.js';
import { Problem } from '../problems/problem.js';

/** Which of the tenant's Twilio accounts a request is about, and how to sign in there. */
@Injectable()
export class NumberAccount {
  constructor(private readonly credentials: CredentialsStore) {}

  /** The credential named, else the active one. Throws `number.no_account`, `credential.not_found`. */
  async choose(caller: Caller, credentialId: string | undefined): Promise<Credential> {
    if (credentialId !== undefined) return this.credentials.get(caller, credentialId);
    const active = await this.credentials.getActive(caller);
    if (active === null) throw new Problem('number.no_account');
    return active;
  }

  async signIn(credential: Credential): Promise<TwilioAccount> {
    return twilioAccount(credential, await this.credentials.secrets(credential));
  }
}

/** What Twilio answered, or why not, in a tenant's words. */
export async function answerOf<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TwilioError) throw new Problem(error.code, { internal: error.facts.detail });
    throw error;
  }
}
