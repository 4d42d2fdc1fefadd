import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../apps/api/src/config/read-config.js';
import { SeededRandom } from '../harness/seeded-random.js';
import { connect, tryAct } from '../processes/acts.js';
import { at } from '../processes/at.js';
import { follow } from '../processes/follow.js';
import { LeaseClock } from '../processes/lease-clock.js';
import { Replica } from '../processes/replica.js';
import { Subscriber } from '../processes/subscriber.js';
import { Vendors } from '../processes/vendors.js';
import { Agents } from './agents.js';
import { KeysCommand } from './keys-command.js';
import type { StageReport } from './report.js';
import { rotateSipPassword } from './rotate-sip-password.js';
import { inspectValues, ringIn, type Inspection } from './sealed-values.js';
import { storeAccounts } from './stored-accounts.js';

const TENANTS = 2;
const ACCOUNTS = 24;
/** How often the command is killed before it is left in peace, at most. */
const MOST_STRIKES = 4;

/**
 * The encryption key is rotated beside a running server, in the steps of docs/operating.md, while tenants rotate their SIP passwords
 * and agents fetch. The command is killed again and again, and each restart of the server is a kill too.
 */
export async function rotateKeysOnPostgres(databaseUrl: string, wanted: number, seed: number): Promise<StageReport> {
  const stage = await Stage.open(databaseUrl, seed);
  try {
    while (stage.kills < wanted) await stage.rotation();
    return await stage.report();
  } finally {
    await stage.close();
  }
}

class Stage {
  kills = 0;
  private opened = 0;
  private commands = 0;
  private isUp = true;
  private readonly breaches: string[] = [];
  private readonly keys: KeysCommand;
  private readonly agents: Agents;

  private constructor(
    private readonly environment: Environment & { readonly DATA_DIR: string; readonly DATABASE_URL: string },
    private readonly random: SeededRandom,
    private readonly vendors: Vendors,
    private readonly server: Replica,
    private readonly clock: LeaseClock,
    private readonly all: readonly Subscriber[],
  ) {
    this.keys = new KeysCommand(() => {
      this.commands += 1;
      const url = new URL(environment.DATABASE_URL);
      url.searchParams.set('application_name', this.session);
      return { ...environment, DATABASE_URL: url.href };
    });
    this.agents = new Agents(all, () => (this.isUp ? server.url : null), vendors);
  }

  static async open(databaseUrl: string, seed: number): Promise<Stage> {
    const random = new SeededRandom(seed, 'keys on PostgreSQL');
    const vendors = await Vendors.start();
    const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-keys-'));
    const environment = { ...vendors.environment, DATA_DIR: dataDir, DATABASE_URL: databaseUrl };
    const server = new Replica('server', environment, databaseUrl);
    await server.start();
    const all: Subscriber[] = [];
    for (let number = 0; number < TENANTS; number += 1) {
      const name = `rotating-${String(number)}`;
      const one = await Subscriber.join(server.url, vendors, name, `198.18.1.${String(number)}`);
      const act = connect(one, random, `connect-${name}`);
      const wrong = await follow(one, act, await tryAct(act, one, server.url), server.url);
      if (wrong.length > 0) throw new Error(wrong.join('; '));
      await storeAccounts(server.url, one.client, vendors, ACCOUNTS / TENANTS);
      all.push(one);
    }
    const clock = await LeaseClock.install(databaseUrl);
    return new Stage(environment, random, vendors, server, clock, all);
  }

  /** One whole rotation: the key is added, known to the server, used, and the one before is given up. */
  async rotation(): Promise<void> {
    await this.untilTrue(() => this.hasNextKey(), 'rotate');
    if (!this.hasNextKey()) this.breaches.push('keys rotate has added no key');
    await this.restart();
    await Promise.all([this.rotateSipPasswords(), this.untilTrue(() => this.isRotated(), 'rotate')]);
    await this.restart();
    const { keyIds, primary } = ringIn(this.environment.DATA_DIR);
    for (const keyId of keyIds.filter((known) => known !== primary)) {
      // What the server sealed before it was restarted is under the old key still.
      if (!(await this.isRotated())) await this.untilTrue(() => this.isRotated(), 'rotate');
      await this.untilTrue(
        () => !ringIn(this.environment.DATA_DIR).keyIds.includes(keyId),
        'retire',
        keyId,
        '--servers-restarted',
      );
    }
    if (ringIn(this.environment.DATA_DIR).keyIds.length !== 1) this.breaches.push('keys retire has given up no key');
    await this.run('verify');
  }

  async report(): Promise<StageReport> {
    const agents = await this.agents.end();
    return { kills: this.kills, agents, opened: this.opened, breaches: this.breaches };
  }

  async close(): Promise<void> {
    await this.agents.end();
    await this.server.kill();
    await this.clock.close();
    await this.vendors.stop();
    rmSync(this.environment.DATA_DIR, { recursive: true, force: true });
  }

  private get session(): string {
    return `keys-${String(this.commands)}`;
  }

  /** Kills the command until chance, or what it has already done, lets it come to its end. */
  private async untilTrue(isDone: () => boolean | Promise<boolean>, ...args: string[]): Promise<void> {
    for (let strikes = this.random.below(MOST_STRIKES + 1); strikes > 0 && !(await isDone()); strikes -= 1) {
      this.kills += (await this.keys.kill(this.random, ...args)) ? 1 : 0;
      await this.clock.runOut(this.session);
      await this.inspect();
    }
    if (!(await isDone())) await this.run(...args);
  }

  private async run(...args: string[]): Promise<void> {
    const { code, lines } = await this.keys.run(...args);
    if (code !== 0) this.breaches.push(`keys ${args.join(' ')} ended with ${String(code)}: ${lines.join(' ')}`);
  }

  /** The server dies while SIP passwords are being rotated, and comes back with the ring as it is now. */
  private async restart(): Promise<void> {
    const acts = this.all.map(() => rotateSipPassword(this.random));
    const url = this.server.url;
    const said = Promise.all(acts.map(async (act, index) => tryAct(act, at(this.all, index), url)));
    await sleep(this.random.below(400));
    this.isUp = false;
    await this.server.kill();
    await this.clock.runOut(this.server.session);
    const answers = await said;
    await this.server.start();
    this.isUp = true;
    this.kills += 1;
    for (const [index, act] of acts.entries()) {
      const again = { ...act, accepted: [202, 409] };
      this.breaches.push(...(await follow(at(this.all, index), again, answers[index] ?? null, this.server.url)));
    }
    await this.inspect();
  }

  /** Whether it is let in or the one before has still its overlap does not matter: both are right. */
  private async rotateSipPasswords(): Promise<void> {
    for (const one of this.all) {
      const act = { ...rotateSipPassword(this.random), accepted: [202, 409] };
      this.breaches.push(...(await follow(one, act, await tryAct(act, one, this.server.url), this.server.url)));
    }
  }

  private hasNextKey(): boolean {
    const { keyIds, primary } = ringIn(this.environment.DATA_DIR);
    return keyIds.at(-1) !== primary;
  }

  private async isRotated(): Promise<boolean> {
    return !this.hasNextKey() && (await this.inspect()).isRotated;
  }

  private async inspect(): Promise<Inspection> {
    const inspection = await inspectValues(this.environment);
    this.breaches.push(...inspection.breaches);
    this.opened += 1;
    return inspection;
  }
}
