import { Injectable } from '@nestjs/common';
import type { Secret } from '@app/secrets';
import { TrunkGateway, TwilioError, type AccountFacts } from '@app/twilio-trunk';
import { Problem } from '../problems/problem.js';

/** The secrets with which a tenant proves that an account is theirs. */
export interface PresentedSecrets {
  readonly accountSid: string;
  readonly authToken: Secret | null;
  readonly apiKey: { readonly sid: string; readonly secret: Secret } | null;
}

/** Proves by live calls that an account is the tenant's and can have a trunk, before anything is stored. */
@Injectable()
export class AccountCheck {
  constructor(private readonly trunkGateway: TrunkGateway) {}

  /**
   * Each given secret is tried. Throws `credential.secret_required`, the gateway's codes (`twilio.credentials_rejected`,
   * `twilio.account_suspended`, …), and `twilio.trial_account` unless `acceptTrial`.
   */
  async prove({ accountSid, authToken, apiKey }: PresentedSecrets, acceptTrial: boolean): Promise<AccountFacts> {
    const sign = [
      ...(authToken === null ? [] : [{ accountSid, username: accountSid, password: authToken }]),
      ...(apiKey === null ? [] : [{ accountSid, username: apiKey.sid, password: apiKey.secret }]),
    ];
    const [facts, ...others] = await Promise.all(sign.map((account) => this.inspect(account)));
    if (facts === undefined) throw new Problem('credential.secret_required');
    // A Standard API key may not read the account, so its type may be known from the token only.
    const known = [facts, ...others].find(({ type }) => type !== 'unknown') ?? facts;
    if (known.type === 'Trial' && !acceptTrial) throw new Problem('twilio.trial_account');
    return known;
  }

  private async inspect(account: Parameters<TrunkGateway['inspectAccount']>[0]): Promise<AccountFacts> {
    try {
      return await this.trunkGateway.inspectAccount(account);
    } catch (error) {
      if (error instanceof TwilioError) throw new Problem(error.code, { internal: error.facts.detail });
      throw error;
    }
  }
}
