import { setTimeout as sleep } from 'node:timers/promises';
import { describe, type Subscriber } from '../processes/subscriber.js';
import type { Vendors } from '../processes/vendors.js';
import { SHORTEST_OVERLAP_MS } from './rotate-sip-password.js';
import { acceptsInline, acceptsStored, type Handed } from './usable.js';

/** Two agents of a tenant stay below its ten requests a second. */
const PAUSE_MS = 300;

/** What agents were given, and whether it worked there and then. */
export interface AgentsTally {
  readonly fetched: number;
  /** Times that the service was away: an agent then goes on with what it has. */
  readonly away: number;
  /** Times that the answer was older than the shortest overlap when it could be tried: then nobody owes that it works. */
  readonly late: number;
  /** User names that were handed out, all tenants together. */
  readonly usernames: number;
  readonly breaches: readonly string[];
}

/** Agents that fetch their configuration again and again, in either mode, and try it at once. */
export class Agents {
  private fetched = 0;
  private away = 0;
  private late = 0;
  private readonly usernames = new Set<string>();
  private readonly breaches: string[] = [];
  private readonly loops: Promise<void>[];
  private isOver = false;

  constructor(
    private readonly all: readonly Subscriber[],
    /** Where the service is now; null while it is known to be down. */
    private readonly urlOf: () => string | null,
    private readonly vendors: Vendors,
  ) {
    this.loops = all.flatMap((one) => [this.loop(one, 'inline'), this.loop(one, 'stored')]);
  }

  async end(): Promise<AgentsTally> {
    this.isOver = true;
    await Promise.all(this.loops);
    const { fetched, away, late, breaches } = this;
    return { fetched, away, late, usernames: this.usernames.size, breaches };
  }

  private async loop(one: Subscriber, mode: 'inline' | 'stored'): Promise<void> {
    while (!this.isOver) {
      await this.fetchOnce(one, mode);
      await sleep(PAUSE_MS);
    }
  }

  private async fetchOnce(one: Subscriber, mode: 'inline' | 'stored'): Promise<void> {
    const url = this.urlOf();
    const asked = Date.now();
    const answer = url === null ? null : await one.client.request(url, 'GET', `/sip-config?mode=${mode}`);
    if (answer === null) {
      this.away += 1;
      return;
    }
    if (answer.status !== 200) {
      this.breaches.push(`${one.name}: an agent was answered ${describe(answer)}`);
      return;
    }
    const handed = (answer.body as { outbound: Handed }).outbound;
    const account = await this.vendors.state(one.account.accountSid);
    const isLate = Date.now() - asked >= SHORTEST_OVERLAP_MS;
    const username = mode === 'inline' ? acceptsInline(handed, account) : acceptsStored(handed, account);
    if (username === null && isLate) {
      this.late += 1;
      return;
    }
    this.fetched += 1;
    if (username === null) this.breaches.push(`${one.name}: an agent was given what Twilio refuses (${mode})`);
    else this.usernames.add(username);
  }
}
