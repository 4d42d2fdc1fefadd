import { createDemoAccount } from './demo-account.js';
import type { Json, JsonObject } from './json.js';
import { isJsonObject } from './json.js';
import { LiveKitStore } from './livekit/livekit-store.js';
import type { Account } from './store/records.js';
import type { TwilioState } from './store/twilio-store.js';
import { TwilioStore } from './store/twilio-store.js';

/** Both vendors' state: what is persisted, shown, compared and reset. */
export class World {
  readonly twilio = new TwilioStore();
  readonly livekit = new LiveKitStore();

  constructor(private readonly wantsDemoAccount: boolean) {}

  toState(): JsonObject {
    return { version: 1, twilio: asJson(this.twilio.state), livekit: this.livekit.toState() };
  }

  load(state: JsonObject): void {
    const { version, twilio, livekit } = state;
    if (version !== 1 || !isJsonObject(twilio) || !isJsonObject(livekit)) {
      throw new Error('the state file was written by another version of the sandbox');
    }
    // Written by toState of the same version; the cast is where the file is trusted.
    this.twilio.state = structuredClone(twilio) as unknown as TwilioState;
    this.livekit.load(livekit);
  }

  /** Back to the first start: empty, but for the demo account. */
  reset(): void {
    this.twilio.state = { seq: 0, demoAccountSid: null, accounts: {} };
    this.livekit.clear();
    if (this.wantsDemoAccount) createDemoAccount(this.twilio);
  }

  get demoAccount(): Account | undefined {
    const accountSid = this.twilio.state.demoAccountSid;
    return accountSid === null ? undefined : this.twilio.account(accountSid);
  }
}

/** Records are plain data, so a trip through JSON changes nothing but their type. */
export function asJson(record: object): Json {
  return JSON.parse(JSON.stringify(record)) as Json;
}
