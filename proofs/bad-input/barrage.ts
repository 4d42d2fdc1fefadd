import { inWords, rawRequest, type RawAnswer } from '../harness/raw-request.js';
import { inParallel } from '../harness/proof.js';
import { differences, takeSnapshot } from '../routes/snapshot.js';
import type { Stage } from '../routes/stage.js';
import { draftOf, toRequest, type Draft } from './draft.js';
import { faultsOf } from './judge.js';
import { mutate } from './mutate.js';
import type { Random } from './random.js';
import type { Target } from './targets.js';

const AT_ONCE = 8;
const SHOWN = 40;
const MOST_KEPT = 20;

/** What became of the requests to one operation. */
export interface Score {
  sent: number;
  /** Not stopped by the guard at the door: neither 401 nor 429. */
  met: number;
  /** Some of those that were understood and refused. */
  readonly refused: Draft[];
}

/** Sends what is wrong and keeps the books. */
export class Barrage {
  readonly scores = new Map<Target, Score>();
  readonly statuses = new Map<number, number>();
  faults = 0;
  #addresses = 0;

  constructor(
    private readonly stage: Stage,
    private readonly codes: ReadonlySet<string>,
    private readonly log: (line: string) => void,
  ) {}

  /** The request as it must be; says what it got when that is no success. */
  async control(target: Target): Promise<boolean> {
    const draft = draftOf(target);
    const answer = await this.ask(draft);
    if (answer !== null && target.success.includes(answer.status)) return true;
    this.fault(
      target,
      draft,
      `a good request is not answered: ${String(answer?.status)} ${answer?.text.slice(0, 200) ?? ''}`,
    );
    return false;
  }

  /** That many requests, each operation in its turn, so that no caller's limit is spent on one of them. */
  async fire(targets: readonly Target[], count: number, random: Random): Promise<void> {
    const turns = Array.from({ length: count }, (_, index) => index % targets.length);
    // Made when its turn has come, which is always in the same order: together they would be hundreds of megabytes.
    await inParallel(turns, AT_ONCE, async (turn) => {
      const target = targets[turn];
      if (target === undefined) throw new Error('there are no operations');
      await this.shoot(target, mutate(target, random));
    });
  }

  /** Sends some of what was refused once more, and compares everything the tenant has before and after. */
  async changesNothing(target: Target, most: number): Promise<void> {
    const { stage } = this;
    const refused = this.score(target)
      .refused.filter((draft) => !draft.isBrokenHttp)
      .slice(0, most);
    if (refused.length === 0) return;
    await stage.settled();
    const before = await takeSnapshot(stage);
    const answers = await inParallel(refused, AT_ONCE, async (draft) => this.ask(draft));
    // What was refused for something that has passed meanwhile may go through now, and then it may change things.
    if (answers.some((answer) => answer === null || answer.status < 400)) return;
    await stage.settled();
    const after = await takeSnapshot(stage);
    // To prove an account is to ask Twilio, so that a refused connect may make calls; they only read.
    const changed = differences({ ...before, vendorCalls: after.vendorCalls }, after);
    for (const what of changed) this.fault(target, refused[0], `a refused request changed ${what}`);
  }

  private async shoot(target: Target, draft: Draft): Promise<void> {
    const score = this.score(target);
    score.sent += 1;
    const answer = await this.ask(draft).catch((error: unknown) => {
      this.fault(target, draft, error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'no answer');
      return null;
    });
    const status = answer?.status ?? 0;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (status !== 401 && status !== 429) score.met += 1;
    const isOurs = status >= 400 && status !== 401 && status !== 429 && !draft.isBrokenHttp;
    if (isOurs && score.refused.length < MOST_KEPT) score.refused.push(draft);
    const faults = faultsOf(target, draft, answer, this.codes);
    if (faults.length > 0) this.fault(target, draft, `${faults.join(', ')}: ${answer?.text.slice(0, 200) ?? ''}`);
  }

  private score(target: Target): Score {
    const known = this.scores.get(target) ?? { sent: 0, met: 0, refused: [] };
    this.scores.set(target, known);
    return known;
  }

  /** Each comes from an address of its own, unless that is what is wrong with it. */
  private async ask(draft: Draft): Promise<RawAnswer | null> {
    this.#addresses += 1;
    const address = `198.18.${String((this.#addresses >> 8) & 255)}.${String(this.#addresses & 255)}`;
    const request = toRequest(draft);
    const isGiven = request.headers.some(([name]) => name === 'X-Forwarded-For');
    const headers = isGiven ? request.headers : [...request.headers, ['X-Forwarded-For', address] as const];
    return rawRequest(this.stage.world.api.url, { ...request, headers }, { mayHangUp: draft.isBrokenHttp });
  }

  private fault(target: Target, draft: Draft | undefined, what: string): void {
    this.faults += 1;
    if (this.faults > SHOWN) return;
    this.log(`  ✗ ${target.name} (${draft?.done.join(', ') ?? ''}): ${what}`);
    if (draft !== undefined) this.log(`      ${inWords(toRequest(draft))}`);
  }
}
