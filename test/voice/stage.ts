import { SecretCipher } from '../../apps/api/src/database/secret-cipher.js';
import { TenantDatabase } from '../../apps/api/src/database/tenant-database.js';
import type { DatabaseClient } from '../../apps/api/src/database/supabase.token.js';
import {
  addWebhookAccount,
  callFields,
  hookPath,
  signed,
  type Seal,
  type SignedRequest,
  type WebhookAccount,
} from '../../proofs/harness/webhook-account.js';
import { TestApi } from '../api/start-test-api.js';

export const PUBLIC_URL = 'https://voice.example.test';

/** The API, and Twilio as it would call its hooks. */
export class VoiceStage {
  private tenants = 0;

  private constructor(readonly api: TestApi) {}

  static async open(): Promise<VoiceStage> {
    return new VoiceStage(await TestApi.start({ PUBLIC_URL }));
  }

  get database(): DatabaseClient {
    return this.api.running.app.get(TenantDatabase, { strict: false }).service();
  }

  get seal(): Seal {
    const cipher = this.api.running.app.get(SecretCipher, { strict: false });
    return (context, text) => cipher.seal(context, text);
  }

  /** A tenant with an account and these numbers. */
  async account(...numbers: readonly string[]): Promise<WebhookAccount> {
    this.tenants += 1;
    const address = `198.51.100.${String(this.tenants)}`;
    const { userId } = await this.api.signUp(`tenant-${String(this.tenants)}`, address);
    return addWebhookAccount(this.database, this.seal, userId, numbers);
  }

  /** What Twilio sends for a call; the path may be changed, and fields added. */
  request(
    account: WebhookAccount,
    hook: string,
    fields: Readonly<Record<string, string>> = {},
    query = '',
  ): SignedRequest {
    const path = hookPath(account, hook) + query;
    return signed(PUBLIC_URL, path, account.authToken, callFields(account, account.numbers[0] ?? '', fields));
  }

  async send({ path, headers, body }: SignedRequest) {
    return this.api.send({ method: 'POST', url: path, headers, payload: body });
  }

  async close(): Promise<void> {
    await this.api.stop();
  }
}
