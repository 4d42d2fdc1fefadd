import { Agent, request } from 'node:http';
import type { SeededRandom } from '../harness/seeded-random.js';
import {
  callFields,
  hookPath,
  newSid,
  signed,
  type SignedRequest,
  type WebhookAccount,
} from '../harness/webhook-account.js';

export const PUBLIC_URL = 'https://calls.example.test';

const AT_ONCE = 24;
/** Calls that go on side by side; each is told of several times. */
const OPEN_CALLS = 60;
const STATUSES = ['initiated', 'ringing', 'in-progress', 'completed'] as const;

interface Message {
  readonly callSid: string;
  readonly sequence: number;
  readonly request: SignedRequest;
}

interface OpenCall {
  readonly account: WebhookAccount;
  readonly callSid: string;
  sequence: number;
}

/** Twilio, as it tells of calls: without pause, in no order, some things twice, and again what was not taken. */
export class Teller {
  /** By CallSid, the numbers of what was answered with 204. */
  readonly acknowledged = new Map<string, Set<number>>();
  count = 0;
  /** Answers that were neither 204 nor 503. */
  readonly strange: string[] = [];
  private readonly again: Message[] = [];
  private readonly calls: OpenCall[] = [];

  constructor(
    private readonly accounts: readonly [WebhookAccount, ...WebhookAccount[]],
    private readonly random: SeededRandom,
  ) {}

  /** Tells until so many more have been acknowledged; then what is under way is given up as soon as `whenTold` has been called. */
  async tell(url: string, wanted: number, whenTold: () => Promise<void>): Promise<void> {
    const target = this.count + wanted;
    const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
    let isOver = false;
    const endings: Promise<void>[] = [];
    const worker = async (): Promise<void> => {
      while (!isOver) {
        const message = this.next();
        const status = await post(agent, url, message.request).catch(() => 0);
        if (status === 204) this.acknowledge(message);
        else if (status !== 0 && status !== 503) this.strange.push(String(status));
        // Twilio tries again, but not for ever.
        else if (this.random.chance(0.7)) this.again.push(message);
        // A server that is away refuses faster than anybody needs to ask.
        if (status === 0) await new Promise((resolve) => setTimeout(resolve, 20));
        if (this.count < target) continue;
        if (endings.length > 0) continue;
        const ended = whenTold().finally(() => {
          isOver = true;
        });
        endings.push(ended);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await Promise.all(endings);
    agent.destroy();
  }

  private acknowledge(message: Message): void {
    const known = this.acknowledged.get(message.callSid) ?? new Set();
    if (!known.has(message.sequence)) this.count += 1;
    this.acknowledged.set(message.callSid, known.add(message.sequence));
    if (this.random.chance(0.05)) this.again.push(message);
  }

  private next(): Message {
    const again = this.random.chance(0.3)
      ? this.again.splice(this.random.below(this.again.length || 1), 1)[0]
      : undefined;
    return again ?? this.newMessage();
  }

  private newMessage(): Message {
    while (this.calls.length < OPEN_CALLS) {
      this.calls.push({ account: this.random.pick(this.accounts), callSid: newSid('CA'), sequence: 0 });
    }
    const at = this.random.below(this.calls.length);
    const call = this.calls[at];
    if (call === undefined) throw new Error('no call is open');
    const { account, callSid, sequence } = call;
    call.sequence += 1;
    if (call.sequence === STATUSES.length) this.calls.splice(at, 1);
    const fields = callFields(account, account.numbers[0] ?? '', {
      CallSid: callSid,
      CallStatus: STATUSES[sequence] ?? 'completed',
      SequenceNumber: String(sequence),
      Timestamp: new Date().toUTCString(),
    });
    return { callSid, sequence, request: signed(PUBLIC_URL, hookPath(account, 'status'), account.authToken, fields) };
  }
}

async function post(agent: Agent, url: string, { path, headers, body }: SignedRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { method: 'POST', agent, headers, timeout: 20_000 }, (answer) => {
      answer
        .on('error', reject)
        .on('end', () => resolve(answer.statusCode ?? 0))
        .resume();
    });
    asked.on('error', reject).on('timeout', () => asked.destroy(new Error('no answer')));
    asked.end(body);
  });
}
