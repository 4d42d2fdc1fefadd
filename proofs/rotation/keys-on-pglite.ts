import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '../harness/seeded-random.js';
import type { Environment } from '../../apps/api/src/config/read-config.js';
import { connect, tryAct, type Act } from '../processes/acts.js';
import type { MaybeAnswer } from '../processes/client.js';
import { follow } from '../processes/follow.js';
import { OwnProcess } from '../processes/own-process.js';
import { Subscriber } from '../processes/subscriber.js';
import { Vendors } from '../processes/vendors.js';
import { Agents, type AgentsTally } from './agents.js';
import { KeysCommand } from './keys-command.js';
import type { StageReport } from './report.js';
import { rotateSipPassword } from './rotate-sip-password.js';
import { inspectValues, ringIn } from './sealed-values.js';
import { storeAccounts } from './stored-accounts.js';

const ACCOUNTS = 24;
/** How often a rotation is left in peace after a kill, and finished. */
const FINISHED = 0.15;
const SERVED_MS = 1_000;

/** The server is killed at most so long after it was asked for a new SIP password. */
const ROTATION_MS = 400;

/**
 * The encryption key is rotated where one process has the folder: the server is stopped, the command is killed again and again, and
 * when it has come to an end at last, the server starts, agents fetch, and it dies in the midst of rotating a SIP password.
 */
export async function rotateKeysOnPglite(wanted: number, seed: number): Promise<StageReport> {
  const random = new SeededRandom(seed, 'keys on PGlite');
  const vendors = await Vendors.start();
  const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-keys-'));
  const environment = { ...vendors.environment, DATA_DIR: dataDir };
  const keys = new KeysCommand(() => environment);
  const breaches: string[] = [];
  let kills = 0;
  let opened = 0;
  const strike = async (...args: string[]): Promise<void> => {
    kills += (await keys.kill(random, ...args)) ? 1 : 0;
    breaches.push(...(await inspectValues(environment)).breaches);
    opened += 1;
  };
  const mustSucceed = async (...args: string[]): Promise<void> => {
    const { code, lines } = await keys.run(...args);
    if (code !== 0) breaches.push(`keys ${args.join(' ')} ended with ${String(code)}: ${lines.join(' ')}`);
  };
  try {
    const one = await prepare(environment, vendors, random, breaches);
    const served = new Served(environment, vendors, one, random);
    while (kills < wanted) {
      await strike('rotate');
      if (kills < wanted && !random.chance(FINISHED)) continue;
      await mustSucceed('rotate');
      const { keyIds, primary } = ringIn(dataDir);
      for (const keyId of keyIds.filter((known) => known !== primary)) {
        await strike('retire', keyId);
        if (ringIn(dataDir).keyIds.includes(keyId)) await mustSucceed('retire', keyId);
      }
      await mustSucceed('verify');
      kills += 1;
      breaches.push(...(await served.once()));
    }
    return { kills, agents: served.tally, opened, breaches };
  } finally {
    await vendors.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** One tenant with a trunk, and a number of stored accounts. */
async function prepare(
  environment: Environment,
  vendors: Vendors,
  random: SeededRandom,
  breaches: string[],
): Promise<Subscriber> {
  const { process: server, url } = await OwnProcess.start('api', environment);
  try {
    const one = await Subscriber.join(url, vendors, 'tenant', '198.18.0.1');
    const act = connect(one, random, 'connect-tenant');
    breaches.push(...(await follow(one, act, await tryAct(act, one, url), url)));
    await storeAccounts(url, one.client, vendors, ACCOUNTS);
    return one;
  } finally {
    await server.stop();
  }
}

/** The times between two rotations of the key, when there is a server. */
class Served {
  tally: AgentsTally = { fetched: 0, away: 0, late: 0, usernames: 0, breaches: [] };
  private left: { readonly act: Act; readonly answer: MaybeAnswer } | null = null;

  constructor(
    private readonly environment: Environment,
    private readonly vendors: Vendors,
    private readonly one: Subscriber,
    private readonly random: SeededRandom,
  ) {}

  /** What is wrong with what the last server left; what agents were given is in the tally. */
  async once(): Promise<readonly string[]> {
    const { process: server, url } = await OwnProcess.start('api', this.environment);
    const agents = new Agents([this.one], () => url, this.vendors);
    const wrong = this.left === null ? [] : await follow(this.one, this.left.act, this.left.answer, url);
    await sleep(SERVED_MS);
    const { fetched, away, late, usernames, breaches } = await agents.end();
    this.tally = {
      fetched: this.tally.fetched + fetched,
      away: this.tally.away + away,
      late: this.tally.late + late,
      usernames: Math.max(this.tally.usernames, usernames),
      breaches: [...this.tally.breaches, ...breaches],
    };
    // Refused while the overlap of the one before goes on.
    const act = { ...rotateSipPassword(this.random), accepted: [202, 409] };
    const said = tryAct(act, this.one, url);
    await sleep(this.random.below(ROTATION_MS));
    await server.kill();
    this.left = { act, answer: await said };
    return wrong;
  }
}
