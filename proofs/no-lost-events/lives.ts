import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '../harness/seeded-random.js';
import { OwnProcess } from '../processes/own-process.js';
import { SeveredLink } from './severed-link.js';
import { Teller } from './teller.js';
import { tearTail } from './torn-tail.js';
import { Town, type Findings } from './town.js';

export interface LivesReport extends Findings {
  readonly acknowledged: number;
  readonly kills: number;
  readonly outages: number;
  readonly torn: number;
  readonly strange: readonly string[];
}

/** One server after the other, each killed when it has acknowledged `each` events; then the last one tells what is stored. */
export async function live(
  random: SeededRandom,
  kills: number,
  each: number,
  databaseUrl: string | undefined,
  log: (line: string) => void,
): Promise<LivesReport> {
  const town = await Town.found(databaseUrl);
  const link = databaseUrl === undefined ? null : await SeveredLink.to(databaseUrl);
  const environment = { ...town.environment, ...(link === null ? {} : { DATABASE_URL: link.url }) };
  const teller = new Teller(town.accounts, random);
  let [outages, torn] = [0, 0];
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      link?.mend();
      const { process: server, url } = await OwnProcess.start('api', environment);
      const weather = link === null ? null : new Weather(link, random);
      try {
        await teller.tell(url, each, async () => {
          await sleep(random.below(15));
          await server.kill();
        });
      } finally {
        await server.kill();
        outages += (await weather?.end()) ?? 0;
      }
      if (random.chance(0.6) && tearTail(town.dataDir, random)) torn += 1;
      if (kill % 10 === 0) log(`${String(kill)} kills, ${String(teller.count)} events acknowledged`);
    }
    const findings = await town.inspect(teller.acknowledged);
    return { ...findings, acknowledged: teller.count, kills, outages, torn, strange: teller.strange };
  } finally {
    await link?.close();
    town.leave();
  }
}

/** The database goes away and comes back, again and again; with luck it is away when the server is killed. */
class Weather {
  private isOver = false;
  private outages = 0;
  private readonly running: Promise<void>;

  constructor(link: SeveredLink, random: SeededRandom) {
    this.running = this.run(link, random);
  }

  /** How often it was away. */
  async end(): Promise<number> {
    this.isOver = true;
    await this.running;
    return this.outages;
  }

  private async run(link: SeveredLink, random: SeededRandom): Promise<void> {
    while (!this.isOver) {
      await sleep(200 + random.below(600));
      if (this.isOver) return;
      link.cut();
      this.outages += 1;
      await sleep(100 + random.below(1_500));
      link.mend();
    }
  }
}
