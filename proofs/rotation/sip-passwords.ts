import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '../harness/seeded-random.js';
import { connect, tryAct } from '../processes/acts.js';
import { at } from '../processes/at.js';
import { follow, reconcileTwice } from '../processes/follow.js';
import { judge } from '../processes/judge.js';
import { OwnProcess } from '../processes/own-process.js';
import { readStored } from '../processes/stored.js';
import { Subscriber } from '../processes/subscriber.js';
import { Vendors } from '../processes/vendors.js';
import { Agents } from './agents.js';
import type { StageReport } from './report.js';
import { LONGEST_OVERLAP_MS, rotateSipPassword } from './rotate-sip-password.js';

const TENANTS = 2;
/** Slow vendors, so that agents fetch while the new user name is stored already and Twilio does not know it yet. */
const LATENCY_MS = 150;
/** A rotation takes about this long at that latency. */
const ROTATION_MS = 1_500;

/** SIP passwords are rotated on PGlite while agents fetch, and the server is killed in the midst of it. */
export async function rotateSipPasswords(kills: number, seed: number): Promise<StageReport> {
  const random = new SeededRandom(seed, 'SIP passwords');
  const vendors = await Vendors.start();
  const environment = { ...vendors.environment, DATA_DIR: mkdtempSync(join(tmpdir(), 'trunkline-rotation-')) };
  const breaches: string[] = [];
  let { process: server, url } = await OwnProcess.start('api', environment);
  let isUp = true;
  try {
    const all: Subscriber[] = [];
    for (let number = 0; number < TENANTS; number += 1) {
      const one = await Subscriber.join(url, vendors, `tenant-${String(number)}`, `198.18.0.${String(number)}`);
      const act = connect(one, random, `connect-${one.name}`);
      breaches.push(...(await follow(one, act, await tryAct(act, one, url), url)));
      all.push(one);
    }
    const agents = new Agents(all, () => (isUp ? url : null), vendors);
    await vendors.latency(LATENCY_MS);
    for (let kill = 0; kill < kills; kill += 1) {
      const acts = all.map(() => rotateSipPassword(random));
      const said = Promise.all(acts.map(async (act, index) => tryAct(act, at(all, index), url)));
      await sleep(random.below(ROTATION_MS));
      isUp = false;
      await server.kill();
      const answers = await said;
      ({ process: server, url } = await OwnProcess.start('api', environment));
      isUp = true;
      for (const [index, act] of acts.entries()) {
        breaches.push(...(await follow(at(all, index), act, answers[index] ?? null, url)));
      }
      // When the overlap is over, a repair takes the old user name away, and the next rotation is let in.
      await sleep(LONGEST_OVERLAP_MS);
      breaches.push(...(await reconcileTwice(all, () => url, vendors)));
    }
    const tally = await agents.end();
    await server.kill();
    const after = await Promise.all(
      all.map(async (one) => ({
        one,
        expected: one.expected,
        before: one.before,
        after: await vendors.state(one.account.accountSid),
      })),
    );
    const stored = await readStored(
      environment,
      all.map(({ client }) => client.userId),
    );
    return { kills, agents: tally, opened: 1, breaches: [...breaches, ...judge(after, stored)] };
  } finally {
    await server.kill();
    await vendors.stop();
    rmSync(environment.DATA_DIR, { recursive: true, force: true });
  }
}
