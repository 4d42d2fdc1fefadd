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
/** How many operations are compared together, because a snapshot costs more than their requests. */
const COMPARED_TOGETHER = 6;

/** What became of the requests to one operation. */
export interface Score {
  sent: number;
  /** Not stopped by the guard at the door: neither 401 nor 429. */
  met: number;
  /** Some of those that were understood and refused. */
  readonly refused: Draft[];
}

/** What became of some refused requests that were sent again. */
interface Comparison {
  readonly sent: number;
  /** What the tenant has that is no longer as it was, in words. */
  readonly changed: readonly string[];
  /** True when one of them went through this time: then nothing can be said. */
  readonly isVoid: boolean;
  readonly sample?: Draft;
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

  /**
   * Sends some of what was refused once more, and compares everything the tenant has before and after. How many requests that were;
   * what was compared together and differs is sent again, each operation by itself, to tell which one it was.
   */
  async changesNothing(targets: readonly Target[], most: number): Promise<number> {
    let repeated = 0;
    for (let from = 0; from < targets.length; from += COMPARED_TOGETHER) {
      const together = targets.slice(from, from + COMPARED_TOGETHER);
      const found = await this.compare(together, most);
      repeated += found.sent;
      if (found.changed.length === 0 && !found.isVoid) continue;
      const faultsBefore = this.faults;
      for (const target of together) {
        const { sent, changed, sample } = await this.compare([target], most);
        repeated += sent;
        for (const what of changed) this.fault(target, sample, `a refused request changed ${what}`);
      }
      const [first] = together;
      if (this.faults > faultsBefore || first === undefined) continue;
      const names = together.map(({ name }) => name).join(', ');
      for (const what of found.changed)
        this.fault(first, found.sample, `one of ${names} was refused and changed ${what}`);
    }
    return repeated;
  }

  private async compare(targets: readonly Target[], most: number): Promise<Comparison> {
    const { stage } = this;
    const refused = targets.flatMap((target) =>
      this.score(target)
        .refused.filter((draft) => !draft.isBrokenHttp)
        .slice(0, most),
    );
    if (refused.length === 0) return { sent: 0, changed: [], isVoid: false };
    await stage.settled();
    const before = await takeSnapshot(stage);
    const answers = await inParallel(refused, AT_ONCE, async (draft) => this.ask(draft));
    await stage.settled();
    // What was refused for something that has passed meanwhile may go through now, and then it may change things.
    if (answers.some((answer) => answer === null || answer.status < 400)) return { sent: 0, changed: [], isVoid: true };
    const after = await takeSnapshot(stage);
    // To prove an account is to ask Twilio, so that a refused connect may make calls; they only read.
    const changed = differences({ ...before, vendorCalls: after.vendorCalls }, after);
    return {
      sent: refused.length,
      changed,
      isVoid: false,
      ...(refused[0] === undefined ? {} : { sample: refused[0] }),
    };
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
