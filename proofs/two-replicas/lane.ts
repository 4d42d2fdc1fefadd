import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../apps/api/src/config/read-config.js';
import { SeededRandom } from '../harness/seeded-random.js';
import { tryAct } from '../processes/acts.js';
import { at } from '../processes/at.js';
import type { MaybeAnswer } from '../processes/client.js';
import { insist, reconcileTwice, settle } from '../processes/follow.js';
import { judge } from '../processes/judge.js';
import { chooseMoment, untilMoment } from '../processes/moment.js';
import { readStored } from '../processes/stored.js';
import { Subscriber } from '../processes/subscriber.js';
import { Vendors } from '../processes/vendors.js';
import { LeaseClock } from '../processes/lease-clock.js';
import { choosePair, type Pair } from './pairs.js';
import { Replica } from '../processes/replica.js';

const TENANTS = 4;
const LATENCIES = [0, 15, 40] as const;
/** A frozen process sleeps through its lease, which nobody makes run out sooner: its own clock must see the time pass. */
const FROZEN_MS = 62_000;
/** What a process that wakes up had in hand ends within this. */
const WAKING_MS = 4_000;

export interface StoryReport {
  readonly interruption: 'kill' | 'freeze';
  readonly pairs: readonly string[];
  readonly unanswered: number;
  readonly breaches: readonly string[];
}

/** Two API processes on one PostgreSQL beside one sandbox, both asked by the same tenants at once, of which one dies or freezes. */
export class Lane {
  private readonly all: Subscriber[] = [];

  private constructor(
    private readonly environment: Environment,
    private readonly databaseUrl: string,
    private readonly vendors: Vendors,
    private readonly replicas: readonly [Replica, Replica],
    private readonly clock: LeaseClock,
  ) {}

  static async open(databaseUrl: string): Promise<Lane> {
    const vendors = await Vendors.start();
    // One folder for both: it holds nothing but the keys, which processes on one database must share.
    const environment = {
      ...vendors.environment,
      DATA_DIR: mkdtempSync(join(tmpdir(), 'trunkline-replicas-')),
      // What a woken process writes must be what it was told before, not a look of its own.
      RECONCILE_EVERY_SECONDS: '0',
    };
    const replicas = [
      new Replica('replica-a', environment, databaseUrl),
      new Replica('replica-b', environment, databaseUrl),
    ] as const;
    for (const replica of replicas) await replica.start();
    const lane = new Lane(environment, databaseUrl, vendors, replicas, await LeaseClock.install(databaseUrl));
    for (let number = 0; number < TENANTS; number += 1) {
      const address = `198.18.0.${String(number)}`;
      lane.all.push(await Subscriber.join(replicas[0].url, vendors, `tenant-${String(number)}`, address));
    }
    return lane;
  }

  /** Everybody asks both replicas; one of them is interrupted; the other one, and then both, go on. */
  async story(ordinal: number, seed: number, interruption: 'kill' | 'freeze'): Promise<StoryReport> {
    const random = new SeededRandom(seed, `story ${String(ordinal)}`);
    const [victim, survivor] = random.chance(0.5) ? this.replicas : ([this.replicas[1], this.replicas[0]] as const);
    const pairs = this.all.map((one) => choosePair(one, random, `story-${String(ordinal)}-${one.name}`));
    const moment = chooseMoment(random);
    const since = await this.vendors.lastRequest();
    await this.vendors.latency(random.pick(LATENCIES));
    const said = this.all.map(async (one, index) => this.sayBoth(one, at(pairs, index), random.chance(0.5)));
    await untilMoment(moment, this.vendors, since);
    const breaches =
      interruption === 'kill'
        ? await this.afterKill(victim, survivor, pairs, said)
        : await this.afterFreeze(victim, survivor, pairs, said);
    await this.vendors.latency(0);
    breaches.push(
      ...(await reconcileTwice(this.all, (index) => at(this.replicas, index % 2).url, this.vendors)),
      ...(await this.sameView()),
      ...(await this.judgeAll()),
    );
    const unanswered = (await Promise.all(said)).flat().filter((answer) => answer === null).length;
    return { interruption, pairs: pairs.map(([a, b]) => `${a.name} beside ${b.name}`), unanswered, breaches };
  }

  async close(): Promise<readonly string[]> {
    const strange = await this.vendors.strangeCalls();
    for (const replica of this.replicas) await replica.kill();
    await this.clock.close();
    await this.vendors.stop();
    rmSync(String(this.environment['DATA_DIR']), { recursive: true, force: true });
    return strange.map((call) => `a call that no vendor knows: ${JSON.stringify(call)}`);
  }

  private async sayBoth(one: Subscriber, [first, second]: Pair, crossed: boolean): Promise<readonly MaybeAnswer[]> {
    const [a, b] = crossed ? [this.replicas[1], this.replicas[0]] : this.replicas;
    return Promise.all([tryAct(first, one, a.url), tryAct(second, one, b.url)]);
  }

  /** The dead one's leases run out; what was lost is asked of the other; the dead one comes back. */
  private async afterKill(
    victim: Replica,
    survivor: Replica,
    pairs: readonly Pair[],
    said: readonly Promise<readonly MaybeAnswer[]>[],
  ): Promise<string[]> {
    const session = victim.session;
    await victim.kill();
    const answers = await Promise.all(said);
    await this.clock.runOut(session);
    const [breaches] = await Promise.all([this.carryOn(pairs, answers, survivor.url), victim.start()]);
    return breaches;
  }

  /** The frozen one's leases run out by themselves; the other one takes over; then the frozen one wakes and must write nothing. */
  private async afterFreeze(
    victim: Replica,
    survivor: Replica,
    pairs: readonly Pair[],
    said: readonly Promise<readonly MaybeAnswer[]>[],
  ): Promise<string[]> {
    victim.freeze();
    await sleep(FROZEN_MS);
    // It answers nobody: its callers have given up long ago.
    const answers = await Promise.all(said.map(async (both) => Promise.race([both, sleep(0, [null, null])])));
    const breaches = await this.carryOn(pairs, answers, survivor.url);
    const before = await this.stored();
    victim.thaw();
    await sleep(WAKING_MS);
    const after = await this.stored();
    return sameJson([...before], [...after])
      ? breaches
      : [...breaches, 'I12: a process wrote after its lease was over'];
  }

  private async carryOn(
    pairs: readonly Pair[],
    answers: readonly (readonly MaybeAnswer[])[],
    url: string,
  ): Promise<string[]> {
    const found = await Promise.all(
      this.all.map(async (one, index) => {
        const [first, second] = at(pairs, index);
        const [a = null, b = null] = at(answers, index);
        const wrong = [...(await insist(one, first, a, url)), ...(await insist(one, second, b, url))];
        const both = a?.status === 201 && b?.status === 201 && !sameJson(runOf(a), runOf(b));
        return [
          ...wrong,
          ...(both ? [`I11: ${one.name}: one Idempotency-Key, two runs`] : []),
          ...(await settle(one, url)),
        ];
      }),
    );
    return found.flat();
  }

  /** Both replicas say the same of every account. */
  private async sameView(): Promise<string[]> {
    const found = await Promise.all(
      this.all.map(async (one) => {
        const [a, b] = await Promise.all(this.replicas.map(async ({ url }) => one.trunk(url)));
        return sameJson(a, b) ? [] : [`${one.name}: the replicas do not report the same`];
      }),
    );
    return found.flat();
  }

  private async judgeAll(): Promise<string[]> {
    const settled = await Promise.all(
      this.all.map(async (one) => ({
        one,
        expected: one.expected,
        before: one.before,
        after: await this.vendors.state(one.account.accountSid),
      })),
    );
    return judge(settled, await this.stored());
  }

  private async stored(): ReturnType<typeof readStored> {
    return readStored(
      { ...this.environment, DATABASE_URL: this.databaseUrl },
      this.all.map(({ client }) => client.userId),
    );
  }
}

function runOf({ body }: { readonly body: unknown }): unknown {
  return (body as { run: { runId: string } }).run.runId;
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
