import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../apps/api/src/config/read-config.js';
import { SeededRandom } from '../harness/seeded-random.js';
import { chooseAct, tryAct, type Act } from '../processes/acts.js';
import { at } from '../processes/at.js';
import { follow, reconcileTwice } from '../processes/follow.js';
import { judge, type Settled } from '../processes/judge.js';
import { chooseMoment, untilMoment } from '../processes/moment.js';
import { OwnProcess } from '../processes/own-process.js';
import { readStored } from '../processes/stored.js';
import { Subscriber } from '../processes/subscriber.js';
import { Vendors } from '../processes/vendors.js';

/** How many tenants a lane has, and when they are judged. */
export interface LaneSize {
  /** They act by turns: while one group is interrupted, what the others have come to can be judged. */
  readonly groups: number;
  readonly members: number;
  /** Not only at the end, which is cheaper. */
  readonly judgesAsItGoes: boolean;
}

/** What a vendor's answer may take, in milliseconds: the longer, the more kills fall inside calls. */
const LATENCIES = [0, 15, 40] as const;

/** Some servers are killed again while they take up what the one before has left, at most so long after they listen. */
const AGAIN = { chance: 0.3, withinMs: 1_500 };

/** What the kills of one story interrupted, and what was wrong afterwards. */
export interface StoryReport {
  readonly kills: number;
  readonly acts: readonly string[];
  /** Acts whose answer was lost. */
  readonly unanswered: number;
  /** Acts whose run was open when the server came back. */
  readonly unfinished: number;
  readonly breaches: readonly string[];
}

/** One installation on PGlite beside one sandbox, whose server is killed again and again while its tenants work. */
export class Lane {
  private readonly dataDir = mkdtempSync(join(tmpdir(), 'trunkline-kills-'));
  private readonly groups: Subscriber[][];
  private settled: Settled[] = [];
  private server: OwnProcess | undefined;
  private url = '';

  private constructor(
    private readonly vendors: Vendors,
    private readonly size: LaneSize,
  ) {
    this.groups = Array.from({ length: size.groups }, () => []);
  }

  static async open(name: string, size: LaneSize): Promise<Lane> {
    const lane = new Lane(await Vendors.start(), size);
    await lane.startServer();
    for (const [index, group] of lane.groups.entries()) {
      for (let member = 0; member < size.members; member += 1) {
        const number = index * size.members + member;
        group.push(
          await Subscriber.join(
            lane.url,
            lane.vendors,
            `${name}-tenant-${String(number)}`,
            `198.18.0.${String(number)}`,
          ),
        );
      }
    }
    return lane;
  }

  /** A group acts, the server dies, the next one takes up what was left. */
  async story(ordinal: number, seed: number): Promise<StoryReport> {
    const random = new SeededRandom(seed, `story ${String(ordinal)}`);
    const acting = at(this.groups, ordinal % this.size.groups);
    const acts: Act[] = [];
    for (const one of acting) {
      acts.push(await chooseAct(one, this.url, this.vendors, random, `story-${String(ordinal)}-${one.name}`));
    }
    const since = await this.vendors.lastRequest();
    await this.vendors.latency(random.pick(LATENCIES));
    const said = Promise.all(acts.map(async (act, index) => tryAct(act, at(acting, index), this.url)));
    await untilMoment(chooseMoment(random), this.vendors, since);
    await this.server?.kill();
    const answers = await said;
    const breaches = this.size.judgesAsItGoes ? await this.judgeSettled() : [];

    await this.startServer();
    const unfinished = await this.unfinishedRuns(acting);
    const isKilledAgain = random.chance(AGAIN.chance);
    if (isKilledAgain) {
      await sleep(random.below(AGAIN.withinMs));
      await this.server?.kill();
      await this.startServer();
    }
    const followed = await Promise.all(
      acts.map(async (act, index) => follow(at(acting, index), act, answers[index] ?? null, this.url)),
    );
    await this.vendors.latency(0);
    const reconciled = await reconcileTwice(acting, () => this.url, this.vendors);
    await this.remember(acting);
    return {
      kills: isKilledAgain ? 2 : 1,
      acts: acts.map(({ name }) => name),
      unanswered: answers.filter((answer) => answer === null).length,
      unfinished,
      breaches: [...breaches, ...followed.flat(), ...reconciled],
    };
  }

  /** Judges what the last kill's tenants came to, and ends everything. What is wrong. */
  async close(): Promise<readonly string[]> {
    await this.server?.kill();
    try {
      const strange = await this.vendors.strangeCalls();
      return [
        ...(await this.judgeSettled()),
        ...strange.map((call) => `a call that no vendor knows: ${JSON.stringify(call)}`),
      ];
    } finally {
      await this.vendors.stop();
      rmSync(this.dataDir, { recursive: true, force: true });
    }
  }

  private get environment(): Environment {
    return { ...this.vendors.environment, DATA_DIR: this.dataDir };
  }

  private async startServer(): Promise<void> {
    ({ process: this.server, url: this.url } = await OwnProcess.start('api', this.environment));
  }

  /** How many of them have a run that nobody has finished. */
  private async unfinishedRuns(all: readonly Subscriber[]): Promise<number> {
    const views = await Promise.all(
      all.map(async (one) => (one.credentialId === '' ? null : await one.trunk(this.url))),
    );
    return views.filter((view) => view?.runs.some(({ status }) => status === 'queued' || status === 'running')).length;
  }

  private async remember(acted: readonly Subscriber[]): Promise<void> {
    const settled = await Promise.all(
      acted.map(async (one) => ({
        one,
        expected: one.expected,
        before: one.before,
        after: await this.vendors.state(one.account.accountSid),
      })),
    );
    this.settled = [...this.settled.filter(({ one }) => !acted.includes(one)), ...settled];
  }

  /** While no server has the folder. */
  private async judgeSettled(): Promise<string[]> {
    if (this.settled.length === 0) return [];
    const settled = this.settled;
    this.settled = [];
    const everybody = this.groups.flat().map(({ client }) => client.userId);
    return judge(settled, await readStored(this.environment, everybody));
  }
}
