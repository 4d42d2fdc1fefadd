import type { SandboxAccount } from '../harness/world.js';
import type { SeededRandom } from '../harness/seeded-random.js';
import type { VendorState } from '../provisioning/invariants.js';
import { Client, type MaybeAnswer } from './client.js';
import type { Vendors } from './vendors.js';

export interface RunView {
  readonly runId: string;
  readonly kind: string;
  readonly status: string;
}

/** What the API shows of a connected account. */
export interface TrunkView {
  readonly status: string;
  readonly transferMode: string;
  readonly recordingMode: string;
  /** Newest first. */
  readonly runs: readonly RunView[];
}

/** A tenant with a Twilio account that has things of its own in it, and what must be true of it once its wishes have come true. */
export class Subscriber {
  expected: 'present' | 'absent' = 'absent';
  credentialId = '';

  private constructor(
    readonly name: string,
    readonly client: Client,
    readonly account: SandboxAccount,
    /** The account's own numbers, of which some are answered by something else already. */
    readonly numbers: readonly string[],
    /** Before our first change. */
    public before: VendorState,
  ) {}

  static async join(url: string, vendors: Vendors, name: string, address: string): Promise<Subscriber> {
    const [client, account] = await Promise.all([Client.signUp(url, name, address), vendors.newAccount()]);
    const numbers = await furnish(vendors, account);
    return new Subscriber(name, client, account, numbers, await vendors.state(account.accountSid));
  }

  /** The account's present token, which its owner may have rotated. */
  get authToken(): string {
    return this.before.account.authToken;
  }

  /** The owner rotates the token in the Twilio Console: from then on it belongs to how the account was. */
  async rotateTokenAtTwilio(vendors: Vendors): Promise<void> {
    const { authToken } = await vendors.control<SandboxAccount>('POST', `/accounts/${this.account.accountSid}`, {
      rotateAuthToken: true,
    });
    this.before = { ...this.before, account: { ...this.before.account, authToken } };
  }

  /** A request to the collection with an empty path, to the credential with `/`, or to what lies below it. */
  async ask(
    url: string,
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<MaybeAnswer> {
    const below = path === '/' ? '' : path;
    const target = path === '' ? '' : `/${this.credentialId}${below}`;
    return this.client.request(url, method, `/twilio-credentials${target}`, body, headers);
  }

  /** Null when the credential is gone. */
  async trunk(url: string): Promise<TrunkView | null> {
    const answer = await this.ask(url, 'GET', '/trunk');
    if (answer?.status === 404) return null;
    if (answer?.status !== 200) throw new Error(`${this.name}: GET trunk: ${describe(answer)}`);
    return answer.body as TrunkView;
  }

  async numbersOnTrunk(url: string): Promise<readonly string[]> {
    const answer = await this.ask(url, 'GET', '/trunk/numbers');
    if (answer?.status !== 200) throw new Error(`${this.name}: GET numbers: ${describe(answer)}`);
    return (answer.body as { phoneNumber: string }[]).map(({ phoneNumber }) => phoneNumber);
  }
}

export function describe(answer: MaybeAnswer): string {
  return answer === null ? 'no answer' : `${String(answer.status)} ${answer.text.slice(0, 300)}`;
}

/** What a customer's account holds before it meets us: a trunk and a credential list, numbers with and without somebody answering. */
async function furnish(vendors: Vendors, account: SandboxAccount): Promise<readonly string[]> {
  const added = await vendors.control<{ phoneNumberSid: string; phoneNumber: string }[]>(
    'POST',
    `/accounts/${account.accountSid}/numbers`,
    { count: 3, prefix: '+1415' },
  );
  const [answered, elsewhere] = added;
  const edit = async (name: string, more: object): Promise<unknown> =>
    vendors.control('POST', '/edit', { edit: name, accountSid: account.accountSid, ...more });
  await edit('set-number-field', {
    phoneNumberSid: answered?.phoneNumberSid,
    fields: { voiceUrl: 'https://pbx.example.com/voice' },
  });
  const trunk = await vendors.twilio<{ sid: string }>(account, 'trunking', '/v1/Trunks', { FriendlyName: 'Old PBX' });
  await vendors.twilio(account, 'api', `/2010-04-01/Accounts/${account.accountSid}/SIP/CredentialLists.json`, {
    FriendlyName: 'Desk phones',
  });
  await edit('attach-number', { phoneNumberSid: elsewhere?.phoneNumberSid, trunkSid: trunk.sid });
  return added.filter((number) => number !== elsewhere).map(({ phoneNumber }) => phoneNumber);
}

/** One of the numbers, or none. */
export function pickNumber(numbers: readonly string[], random: SeededRandom): string | undefined {
  return numbers[random.below(Math.max(numbers.length, 1))];
}
