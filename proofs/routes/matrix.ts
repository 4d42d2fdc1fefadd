import type { Answer } from '../harness/world.js';
import { absentLike, comparable, summary } from './answers.js';
import { deniedCallers, rightfulCallers, strangers, type BadTokens, type Caller } from './callers.js';
import type { Case, Filling } from './cases.js';
import type { Operation } from './document.js';
import { differences, takeSnapshot, type Snapshot } from './snapshot.js';
import type { Stage } from './stage.js';
import type { Tally } from './tally.js';

const SHORTEST_REASON = 20;

/** One operation against everybody; the rightful callers last, because they change what the others were to be kept from. */
export async function tryOperation(
  operation: Operation,
  oneCase: Case,
  stage: Stage,
  bad: BadTokens,
  tally: Tally,
): Promise<void> {
  const run = new OperationRun(operation, oneCase, stage, tally);
  const filling = await oneCase.make(stage);
  if (operation.access.kind === 'public') {
    await run.needsNothing(filling, operation.access.reason, bad);
    return;
  }
  // Before the first snapshot, because the keys that some of them use are made when first needed.
  const denied = await deniedCallers(operation.access, stage, bad);
  const rightful = await rightfulCallers(operation.access, stage);
  const others = await strangers(operation.access, stage);

  await stage.settled();
  const before = await takeSnapshot(stage);
  for (const caller of denied) await run.refused(caller, filling, caller, before);
  if (oneCase.stranger === 'not-found') await run.hiddenFrom(others, filling, before);
  await run.nothingChanged(before);

  for (const [index, caller] of rightful.entries()) {
    await run.succeeds(caller, index === 0 ? filling : await oneCase.make(stage));
    // A second change while the first is under way would take over its run, which is not what this is about.
    await stage.settled();
  }
  if (oneCase.stranger !== 'not-found') await run.strangerToo(others, filling);
}

class OperationRun {
  private readonly name: string;

  constructor(
    private readonly operation: Operation,
    private readonly oneCase: Case,
    private readonly stage: Stage,
    private readonly tally: Tally,
  ) {
    this.name = operation.name;
  }

  async needsNothing(filling: Filling, reason: string, bad: BadTokens): Promise<void> {
    const { name, tally } = this;
    const given = reason.length < SHORTEST_REASON ? ['no reason is given'] : [];
    tally.cell(`${name} × its reason`, given);
    for (const caller of [{ name: 'anonymous' }, { name: 'malformed token', token: bad.malformed }]) {
      await this.succeeds(caller, filling);
    }
  }

  async succeeds(caller: Caller, filling: Filling): Promise<void> {
    const answer = await this.send(caller, filling);
    const wrong = this.operation.success.includes(answer.status) ? [] : [summary(answer)];
    this.tally.cell(`${this.name} × ${caller.name} (may)`, wrong);
  }

  async refused(
    caller: Caller,
    filling: Filling,
    expected: { readonly status: number; readonly code: string },
    owners: Snapshot,
  ): Promise<void> {
    const answer = await this.send(caller, filling);
    const cell = `${this.name} × ${caller.name}`;
    const { code } = (answer.body ?? {}) as { code?: unknown };
    const isRight = answer.status === expected.status && code === expected.code;
    this.tally.cell(cell, isRight ? [] : [`${summary(answer)} instead of ${String(expected.status)} ${expected.code}`]);
    if (answer.status < 400) this.tally.leak(cell, `succeeded with ${String(answer.status)}`);
    this.searchForMarks(cell, answer, filling, owners);
  }

  /** Somebody else's id is answered as one that does not exist, to the letter, alone and mixed with one's own ids. */
  async hiddenFrom(others: readonly Caller[], filling: Filling, owners: Snapshot): Promise<void> {
    const { tally } = this;
    const attempts = this.foreignFillings(filling);
    if (attempts.length === 0) tally.cell(`${this.name} × its ids`, ['the case hides something but names no id']);
    for (const caller of others) {
      for (const attempt of attempts) {
        const cell = `${this.name} × ${caller.name}${attempt.note}`;
        const nowhere = comparable(await this.send(caller, attempt.nowhere));
        const answer = await this.send(caller, attempt.foreign);
        const wrong = answer.status === 404 ? [] : [`${summary(answer)} instead of 404`];
        if (answer.status < 400) tally.leak(cell, `succeeded with ${String(answer.status)}`);
        if (comparable(answer) !== nowhere) {
          wrong.push(`differs from what does not exist: ${comparable(answer)} against ${nowhere}`);
          tally.leak(cell, 'what exists can be told from what does not');
        }
        tally.cell(cell, wrong);
        this.searchForMarks(cell, answer, filling, owners);
      }
    }
  }

  async nothingChanged(before: Snapshot): Promise<void> {
    const changed = differences(before, await takeSnapshot(this.stage));
    this.tally.cell(`${this.name} × nothing changed by who was denied`, changed);
    for (const what of changed) this.tally.leak(this.name, `changed ${what}`);
  }

  /** Without a foreign id in it, the request is the stranger's own: it succeeds, or is refused, and shows nothing of the owner's. */
  async strangerToo(others: readonly Caller[], filling: Filling): Promise<void> {
    const { oneCase, operation, stage, tally } = this;
    if (oneCase.stranger === 'not-found') return;
    const { stranger } = oneCase;
    // Who succeeds twice needs two requests: a name can be given once.
    const asked: { readonly caller: Caller; readonly filling: Filling }[] = [];
    for (const caller of others) {
      const isAgain = stranger === 'own-view' && asked.length > 0;
      asked.push({ caller, filling: isAgain ? await oneCase.make(stage) : filling });
    }
    await stage.settled();
    const before = await takeSnapshot(stage);
    for (const { caller, filling: own } of asked) {
      const cell = `${this.name} × ${caller.name}`;
      const answer = await this.send(caller, own);
      if (stranger === 'own-view') {
        tally.cell(cell, operation.success.includes(answer.status) ? [] : [summary(answer)]);
      } else {
        const { code } = (answer.body ?? {}) as { code?: unknown };
        const isRight = answer.status === stranger.status && code === stranger.code;
        tally.cell(cell, isRight ? [] : [`${summary(answer)} instead of ${String(stranger.status)} ${stranger.code}`]);
      }
      this.searchForMarks(cell, answer, own, before);
    }
    const after = await takeSnapshot(stage);
    // To prove an account is to ask Twilio, so that a refused connect may make calls; they only read.
    const changed = differences({ ...before, vendorCalls: after.vendorCalls }, after);
    tally.cell(`${this.name} × nothing changed by the other tenant`, changed);
    for (const what of changed) tally.leak(this.name, `the other tenant changed ${what}`);
  }

  /** The owner's ids, and each time the same request with ids that do not exist in their place. */
  private foreignFillings(filling: Filling): { note: string; foreign: Filling; nowhere: Filling }[] {
    const { params = {}, query = {} } = filling;
    const { strangers: own } = this.stage;
    const ownIds: Readonly<Record<string, string>> = { credentialId: own.credentialId, runId: own.runId };
    const names = Object.keys(params);
    const idQuery = this.oneCase.idQuery ?? [];
    const absent = (given: Readonly<Record<string, string>>, which: readonly string[]): Record<string, string> => ({
      ...given,
      ...Object.fromEntries(which.map((name) => [name, absentLike(given[name] ?? '')])),
    });
    if (names.length + idQuery.length === 0) return [];
    const all = { ...filling, params: absent(params, names), query: absent(query, idQuery) };
    const mixed = names
      .filter((name) => names.length > 1 && ownIds[name] !== undefined)
      .map((name) => {
        const mixture = { ...params, [name]: ownIds[name] ?? '' };
        const rest = names.filter((other) => other !== name);
        return {
          note: `, own ${name}`,
          foreign: { ...filling, params: mixture },
          nowhere: { ...filling, params: absent(mixture, rest) },
        };
      });
    return [{ note: '', foreign: filling, nowhere: all }, ...mixed];
  }

  private searchForMarks(cell: string, answer: Answer, filling: Filling, { marks }: Snapshot): void {
    const asked = JSON.stringify(filling);
    const headers = JSON.stringify([...answer.headers]);
    const shown = marks.filter(
      (mark) => !asked.includes(mark) && (answer.text.includes(mark) || headers.includes(mark)),
    );
    for (const mark of shown) this.tally.leak(cell, `shows ${mark}`);
  }

  private async send({ token }: Caller, { params, query, body }: Filling): Promise<Answer> {
    const path = this.operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = params?.[name];
      if (value === undefined) throw new Error(`${this.name}: the case has no ${name}`);
      return encodeURIComponent(value);
    });
    const search = new URLSearchParams(query).toString();
    return this.stage.world.send(this.operation.method, search === '' ? path : `${path}?${search}`, {
      ...(token === undefined ? {} : { as: token }),
      ...(body === undefined ? {} : { body }),
    });
  }
}
