import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startThrowawayPostgres } from '../libs/supabase/src/testing/throwaway-postgres.js';
import { FORWARDED_TO, type FleetAccount } from './harness/fleet.js';
import { median, type ProofOptions, type ProofResult } from './harness/proof.js';
import { AGENT_HOST, makeFleetDatabase, PUBLIC_URL, type FleetDatabase } from './harness/fleet-database.js';
import { LISTENS, type Contest } from './voice-speed/contest.js';
import { measure, type Contestant, type Round } from './voice-speed/measure.js';
import { IS_PINNED, PinnedProcess, SERVER_CORE } from './voice-speed/pinned-process.js';
import { writeRequests } from './voice-speed/requests.js';

interface Size {
  readonly tenants: number;
  readonly numbersEach: number;
  /** Of the two fleets whose latencies are compared; null: that is left out. */
  readonly growth: { readonly small: number; readonly large: number } | null;
  readonly requests: number;
  readonly rounds: number;
  readonly seconds: number;
  /** Before the first round that counts: the compilers of the three need some thousand requests. */
  readonly warmSeconds: number;
}

const QUICK: Size = {
  tenants: 20,
  numbersEach: 10,
  growth: null,
  requests: 1_000,
  rounds: 2,
  seconds: 0.7,
  warmSeconds: 1.5,
};
const FLOOR: Size = {
  tenants: 1_000,
  numbersEach: 10,
  growth: { small: 100, large: 10_000 },
  requests: 20_000,
  rounds: 8,
  seconds: 3,
  warmSeconds: 6,
};
const FULL: Size = { ...FLOOR, rounds: 16, seconds: 5 };

const CONNECTIONS = 16;
const STEADY_PER_SECOND = 500;

const FLOORS = { ofA: 0.65, ofC: 3.5, p99OfA: 2, p99Growth: 1.3 } as const;
/** The quick form runs beside other work and is over before the compilers are done: it shows that the three work, and no more. */
const SANE = { ofA: 0.1, ofC: 0.5 } as const;

/**
 * A call's webhook answered by (A) a hand-written `node:http` server, (B) the built product with everything on, (C) the ecosystem's
 * usual way; one core for the server, the load on the others, by turns in one run. Ratios are medians of rounds next to each other.
 */
export async function prove({ quick, full, log }: ProofOptions): Promise<ProofResult> {
  const size = quick ? QUICK : full ? FULL : FLOOR;
  if (!IS_PINNED) log('The server has no core of its own here: figures are worth less.');
  const postgres = await startThrowawayPostgres();
  if (postgres === undefined) log('No PostgreSQL here: the product runs on PGlite, in its own process.');
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-speed-'));
  const running: PinnedProcess[] = [];
  let database: FleetDatabase | undefined;
  try {
    const tenants = size.growth === null || postgres === undefined ? size.tenants : size.growth.large;
    database = await makeFleetDatabase(postgres?.url, tenants, size.numbersEach);
    log(`${String(tenants)} tenants, ${String(tenants * size.numbersEach)} numbers are in the database`);
    const stage = new Stage(folder, database, running, size, log);
    const speed = await stage.compare(quick);
    const growth = size.growth === null || postgres === undefined ? null : await stage.grow(size.growth);
    return {
      figure: `voice-speed: ${speed.figure}${growth?.figure ?? ''}`,
      passed: speed.passed && (growth?.passed ?? true),
    };
  } finally {
    await Promise.all(running.map(async (each) => each.stop()));
    database?.close();
    rmSync(folder, { recursive: true, force: true });
    await postgres?.stop();
  }
}

interface Verdict {
  readonly figure: string;
  readonly passed: boolean;
}

class Stage {
  constructor(
    private readonly folder: string,
    private readonly database: FleetDatabase,
    private readonly running: PinnedProcess[],
    private readonly size: Size,
    private readonly log: (line: string) => void,
  ) {}

  async compare(quick: boolean): Promise<Verdict> {
    const fleet = this.database.fleet.slice(0, this.size.tenants);
    const contest: Contest = {
      publicUrl: PUBLIC_URL,
      agentHost: AGENT_HOST,
      forwardedTo: FORWARDED_TO,
      accounts: fleet,
    };
    const contestFile = join(this.folder, 'contest.json');
    writeFileSync(contestFile, JSON.stringify(contest));
    const requestsFile = this.requests('all', fleet);
    const a = await this.start('A', './reference-server.js', [contestFile]);
    const b = await this.product('B');
    const c = await this.start('C', './usual-server.js', [contestFile]);
    const full = await this.rounds([a, b, c], requestsFile, null);
    const [inA = [], inB = [], inC = []] = full;
    const ofA = ratio(inB, inA, 'perSecond');
    const ofC = ratio(inB, inC, 'perSecond');
    const cpu = [inA, inB, inC].map((rounds) =>
      median(rounds.map(({ cpuMicroseconds }) => cpuMicroseconds)).toFixed(0),
    );
    const figure =
      `the product answers ${ofA.toFixed(2)} × as many calls as node:http by hand and ${ofC.toFixed(1)} × as many as ` +
      `Nest + Express + ValidationPipe + SDK (${[inA, inB, inC].map((rounds) => perSecond(rounds)).join(' / ')} a second, ` +
      `${cpu.join(' / ')} µs of processor a call)`;
    if (quick) return { figure, passed: ofA >= SANE.ofA && ofC >= SANE.ofC };
    const [steadyA = [], steadyB = [], steadyC = []] = await this.rounds([a, b, c], requestsFile, STEADY_PER_SECOND);
    const p99 = ratio(steadyB, steadyA, 'p99');
    const tails = [steadyA, steadyB, steadyC].map((rounds) => median(rounds.map((round) => round.p99)).toFixed(2));
    this.log(
      `at full load p99 is ${[inA, inB, inC].map((rounds) => median(rounds.map((r) => r.p99)).toFixed(2)).join(' / ')} ms`,
    );
    return {
      figure: `${figure}; p99 at ${String(STEADY_PER_SECOND)} a second ${tails.join(' / ')} ms, ${p99.toFixed(2)} × A's`,
      passed: ofA >= FLOORS.ofA && ofC >= FLOORS.ofC && p99 <= FLOORS.p99OfA,
    };
  }

  /** The same product with a hundred times as many numbers in use. */
  async grow({ small, large }: { readonly small: number; readonly large: number }): Promise<Verdict> {
    const few = await this.product('few numbers');
    const many = await this.product('many numbers');
    const fewFile = this.requests('few', this.database.fleet.slice(0, small));
    const manyFile = this.requests('many', this.database.fleet.slice(0, large));
    const inFew: Round[] = [];
    const inMany: Round[] = [];
    for (let round = -2; round < this.size.rounds; round += 1) {
      const order = { connections: CONNECTIONS, seconds: this.size.seconds, perSecond: STEADY_PER_SECOND };
      // The first rounds fill the memory: every account is asked for at least once.
      const warm = { ...order, seconds: 8, perSecond: null };
      const one = await measure(few, { ...(round < 0 ? warm : order), requestsFile: fewFile });
      const other = await measure(many, { ...(round < 0 ? warm : order), requestsFile: manyFile });
      if (round < 0) continue;
      inFew.push(one);
      inMany.push(other);
    }
    const growth = ratio(inMany, inFew, 'p99');
    const numbers = (tenants: number) => String(tenants * this.size.numbersEach);
    const memory = [few, many].map(({ process }) => process.residentMiB().toFixed(0));
    return {
      figure: `; with ${numbers(large)} numbers instead of ${numbers(small)}, p99 is ${growth.toFixed(2)} × and memory ${memory.join(' → ')} MiB`,
      passed: growth <= FLOORS.p99Growth,
    };
  }

  private async product(name: string): Promise<Contestant> {
    return this.start(name, '../../apps/api/src/main.js', [], { ...this.database.environment });
  }

  private async start(
    name: string,
    file: string,
    args: readonly string[],
    environment: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Contestant> {
    const process = PinnedProcess.start(file, args, SERVER_CORE, environment);
    this.running.push(process);
    return { name, process, url: await process.address(LISTENS) };
  }

  private requests(name: string, fleet: readonly FleetAccount[]): string {
    const file = join(this.folder, `${name}.json`);
    writeRequests(file, fleet, this.size.requests);
    return file;
  }

  /** By turns; the first turn of each is not counted. */
  private async rounds(
    contestants: readonly Contestant[],
    requestsFile: string,
    perSecond: number | null,
  ): Promise<Round[][]> {
    const results: Round[][] = contestants.map(() => []);
    for (let round = -1; round < this.size.rounds; round += 1) {
      for (const [index, contestant] of contestants.entries()) {
        const seconds = round < 0 ? this.size.warmSeconds : this.size.seconds;
        const order = { requestsFile, connections: CONNECTIONS, seconds, perSecond };
        const measured = await measure(contestant, order);
        if (round >= 0) results[index]?.push(measured);
      }
    }
    return results;
  }
}

/** The median of the ratios of rounds that stood next to each other. */
function ratio(ours: readonly Round[], theirs: readonly Round[], field: 'perSecond' | 'p99'): number {
  return median(ours.map((round, index) => round[field] / (theirs[index]?.[field] ?? Number.NaN)));
}

function perSecond(rounds: readonly Round[]): string {
  return median(rounds.map((round) => round.perSecond)).toFixed(0);
}
