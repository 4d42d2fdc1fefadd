import { createHash } from 'node:crypto';
import twilio from 'twilio';
import type { RequestContext } from './account-request-client.js';
import { AccountRequestClient } from './account-request-client.js';
import { isAccountSid, isApiKeySid } from './sid.js';
import type { TwilioAccount } from './trunk-types.js';
import { TwilioError } from './twilio-error.js';

/**
 * The one place that makes SDK clients. The SDK falls back to environment variables for whatever is undefined (credentials, edge,
 * region, log level), so everything is given; a missing password would otherwise mean the platform's own account.
 */
export class TwilioClients {
  /** In order of use, oldest first: a Map remembers insertion. */
  readonly #clients = new Map<string, twilio.Twilio>();

  constructor(
    private readonly context: RequestContext,
    private readonly capacity: number,
  ) {}

  get size(): number {
    return this.#clients.size;
  }

  for(account: TwilioAccount): twilio.Twilio {
    const key = keyOf(account);
    const client = this.#clients.get(key) ?? this.#create(account);
    this.#clients.delete(key);
    this.#clients.set(key, client);
    for (const oldest of this.#clients.keys()) {
      if (this.#clients.size <= this.capacity) break;
      this.#clients.delete(oldest);
    }
    return client;
  }

  #create({ accountSid, username, password }: TwilioAccount): twilio.Twilio {
    if (!isAccountSid(accountSid)) throw rejected('the account SID is not one of Twilio');
    if (!isAccountSid(username) && !isApiKeySid(username))
      throw rejected('the user name is neither an account nor a key SID');
    if (password.reveal() === '') throw rejected('the password is empty');
    return new twilio.Twilio(username, password.reveal(), {
      accountSid,
      edge: '',
      region: '',
      logLevel: 'none',
      env: {},
      httpClient: asSdkClient(new AccountRequestClient(accountSid, this.context)),
    });
  }
}

/** The SDK's type asks for its own class, but the SDK only ever calls `request`. */
function asSdkClient(client: AccountRequestClient): twilio.RequestClient {
  return client as unknown as twilio.RequestClient;
}

/** A changed password is another client; the key holds a digest only. */
function keyOf({ accountSid, username, password }: TwilioAccount): string {
  const digest = createHash('sha256').update(password.reveal()).digest('base64');
  return `${accountSid} ${username} ${digest}`;
}

function rejected(detail: string): TwilioError {
  return new TwilioError('twilio.credentials_rejected', 'refused', { detail: `not sent: ${detail}` });
}
