import { scopesOf, type OpenApiDocument } from '../routes/document.js';
import { Stage } from '../routes/stage.js';
import { World } from '../harness/world.js';
import type { Attempts } from './attempts.js';
import { fillColumns, QUESTIONS, readCells, store, type Cell } from './stored-values.js';

const REFUSAL = 'credential.unreadable';
/** Of the problem document, all of them the catalogue's own words but the request id. */
const MEMBERS = new Set(['type', 'title', 'status', 'detail', 'action', 'requestId']);

/**
 * The same on the real API: values of two tenants, one of them with two accounts, are moved in the database, and the API is asked
 * what it would need them for. It must refuse with its own code, say nothing, and call nobody. `thorough`: every value at every
 * other place; otherwise each place once with a value of its own row, of another row and of the other tenant.
 */
export async function tryStoredForgeries(thorough: boolean, log: (line: string) => void): Promise<Attempts> {
  const world = await World.start();
  try {
    const document = (await world.send('GET', '/docs/openapi.json')).body as OpenApiDocument;
    const stage = await Stage.set(world, scopesOf(document));
    const second = await stage.connectAnother();
    const accounts = [
      { ...stage.owned, as: stage.owner.accessToken },
      { ...second, as: stage.owner.accessToken },
      { ...stage.strangers, as: stage.stranger.accessToken },
    ];
    for (const { credentialId, account, as } of accounts) {
      await fillColumns(stage, credentialId, account.accountSid, as);
    }
    await stage.settled();
    const cells = await readCells(
      stage,
      Object.fromEntries(accounts.map(({ credentialId, as }) => [credentialId, as])),
    );
    const run = new StoredRun(stage, cells, log);
    await run.control();
    for (const [index, cell] of cells.entries()) {
      const foreign = cells.filter((other) => other !== cell);
      const chosen = thorough ? foreign : oneOfEach(cell, foreign, index);
      for (const other of chosen) await run.refused(cell, other.token, `${nameOf(other)} moved to ${nameOf(cell)}`);
      await run.refused(cell, damaged(cell.token), `${nameOf(cell)} damaged`);
      await run.refused(cell, 'plain-text-secret', `${nameOf(cell)} replaced by plain text`);
    }
    await run.control();
    return run.result;
  } finally {
    await world.stop();
  }
}

class StoredRun {
  private tried = 0;
  private accepted = 0;
  private controls = 0;
  private sound = 0;

  constructor(
    private readonly stage: Stage,
    private readonly cells: readonly Cell[],
    private readonly log: (line: string) => void,
  ) {}

  get result(): Attempts {
    const { tried, accepted, controls, sound } = this;
    return { tried, accepted, controls, sound };
  }

  /** With every value at its place, every question is answered. */
  async control(): Promise<void> {
    for (const cell of this.cells) {
      if (cell.column !== 'auth_token') continue;
      for (const { name, ask } of QUESTIONS) {
        const { status, text } = await ask(this.stage, cell);
        this.controls += 1;
        if (status === 200) this.sound += 1;
        else this.log(`  ✗ ${name} of ${nameOf(cell)}, all in order: ${String(status)} ${text}`);
      }
    }
  }

  async refused(cell: Cell, token: string, what: string): Promise<void> {
    const { stage } = this;
    const calls = await vendorCalls(stage);
    await store(stage, cell, token);
    for (const { name, ask } of QUESTIONS) {
      const { status, body } = await ask(stage, cell);
      this.tried += 1;
      const { code, ...rest } = (body ?? {}) as Readonly<Record<string, unknown>>;
      const says = Object.keys(rest).filter((member) => !MEMBERS.has(member));
      if (code === REFUSAL && says.length === 0) continue;
      this.accepted += 1;
      this.log(`  ✗ ${name}, ${what}: ${String(status)} ${String(code)}; it also says ${says.join()}`);
    }
    await store(stage, cell, cell.token);
    if ((await vendorCalls(stage)) === calls) return;
    this.accepted += 1;
    this.log(`  ✗ ${what}: a vendor was called`);
  }
}

async function vendorCalls({ world }: Stage): Promise<number> {
  return (await world.control<{ count: number }>('GET', '/requests/count')).count;
}

function oneOfEach(cell: Cell, foreign: readonly Cell[], index: number): Cell[] {
  const groups = [
    foreign.filter((other) => other.credentialId === cell.credentialId),
    foreign.filter((other) => other.credentialId !== cell.credentialId && other.as === cell.as),
    foreign.filter((other) => other.as !== cell.as && other.column === cell.column),
  ];
  return groups.flatMap((group) => group[index % Math.max(1, group.length)] ?? []);
}

function nameOf({ credentialId, column }: Cell): string {
  return `${column} of ${credentialId.slice(0, 8)}`;
}

/** One bit of the tag flipped. */
function damaged(token: string): string {
  const [version = '', kid = '', wrapped = '', iv = '', text = ''] = token.split('.');
  const box = Buffer.from(text, 'base64url');
  box[box.length - 1] = (box[box.length - 1] ?? 0) ^ 1;
  return [version, kid, wrapped, iv, box.toString('base64url')].join('.');
}
