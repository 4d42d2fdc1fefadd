import { Problem } from '../../apps/api/src/problems/problem.js';
import { Crew } from './crew.js';
import type { Engine } from './engine.js';
import type { Laboratory } from './laboratory.js';
import type { Scene } from './scene.js';
import type { StoryKind } from './steps.js';

type Row = Readonly<Record<string, unknown>>;

/** Nobody waits longer for one quiet moment; what takes longer is stuck. */
const LONGEST_WAIT_MS = 180_000;
/** Each look costs the database as much as a small step of a run. */
const LOOK_EVERY_MS = 25;
/** How often a tenant asks again before we call it hopeless. */
const MOST_ROUNDS = 8;

/** A tenant who wants something and follows it through, whatever becomes of the process that works on it. */
export class Story {
  /** What should be so in the end. */
  expected: 'present' | 'absent' = 'present';
  /** The account's token after a rotation in between, and whether we have been told. */
  newToken: { readonly token: string; isStored: boolean } | null = null;
  /** A process that stood still while another finished its work, and what was in the database by then. */
  overtaken: { readonly engine: Engine; readonly written: string } | null = null;
  /** Called whenever nobody is at work; mends what only somebody can mend. */
  mend: () => Promise<void> = async () => Promise.resolve();
  private lastTrouble = { requestId: 0, at: Date.now() };
  private ask: () => Promise<unknown> = async () => Promise.resolve();
  private asked = false;
  private readonly agentIds: string[] = [];

  readonly crew: Crew;

  constructor(
    readonly lab: Laboratory,
    readonly scene: Scene,
  ) {
    this.crew = new Crew(lab);
  }

  /** The process that is asked. */
  get engine(): Engine {
    return this.crew.first;
  }

  /** Asks for something as a tenant does; what was refused or lost is asked again by {@link settle}. */
  async want(ask: () => Promise<unknown>): Promise<void> {
    this.ask = ask;
    this.asked = false;
    await this.askOnce();
  }

  /** The whole way to where the trouble of a step is to strike. */
  async prepare(kind: StoryKind): Promise<void> {
    if (kind === 'connect') return;
    await this.want(() => this.connect());
    await this.settle();
    if (kind === 'give-back') {
      await this.want(() => this.attach(this.scene.byApp));
      await this.settle();
    }
    if (kind === 'new-agent') {
      await this.want(async () =>
        this.engine.numbers.change(this.caller, await this.credentialId(), this.scene.byUrl, 'webhook', true),
      );
      await this.settle();
    }
    if (kind === 'reassign' || kind === 'exchange') await this.prepareAgents(kind);
  }

  /** Two agents; both numbers are the first one's, or one is each one's. */
  private async prepareAgents(kind: 'reassign' | 'exchange'): Promise<void> {
    const { byUrl, byApp } = this.scene;
    for (const phoneNumber of [byUrl, byApp]) {
      await this.want(() => this.attach(phoneNumber));
      await this.settle();
    }
    for (const name of ['first', 'second']) {
      const { agentId } = await this.engine.agents.create(this.caller, { name, agentName: name });
      this.agentIds.push(agentId);
    }
    const [first = '', second = ''] = this.agentIds;
    await this.want(() => this.assign([byUrl, first], [byApp, kind === 'exchange' ? second : first]));
    await this.settle();
  }

  async act(kind: StoryKind): Promise<void> {
    const acts: Readonly<Record<StoryKind, () => Promise<unknown>>> = {
      connect: () => this.connect(),
      settings: async () => {
        const { transferMode, secure } = { transferMode: 'enable-all', secure: true } as const;
        return this.engine.trunks.changeSettings(this.caller, await this.credentialId(), { transferMode, secure });
      },
      recording: async () => {
        const recording = { mode: 'record-from-answer', trim: 'trim-silence' } as const;
        return this.engine.trunks.setRecording(this.caller, await this.credentialId(), recording);
      },
      attach: () => this.attach(this.scene.byUrl),
      'give-back': async () => this.engine.numbers.detach(this.caller, await this.credentialId(), this.scene.byApp),
      reassign: () => this.assign([this.scene.byApp, this.agentIds[1] ?? '']),
      exchange: () =>
        this.assign([this.scene.byUrl, this.agentIds[1] ?? ''], [this.scene.byApp, this.agentIds[0] ?? '']),
      'new-agent': () => this.makeAgent(),
    };
    await this.want(acts[kind]);
  }

  async connect(engine = this.engine): Promise<unknown> {
    return engine.connections.connect(this.caller, this.scene.request, this.scene.idempotencyKey);
  }

  /** The same request once more. */
  async again(): Promise<unknown> {
    return this.ask();
  }

  async disconnect(engine = this.engine): Promise<unknown> {
    this.expected = 'absent';
    return engine.connections.disconnect(this.caller, await this.credentialId(), false);
  }

  async repair(engine = this.engine): Promise<unknown> {
    return engine.trunks.start(this.caller, await this.credentialId(), 'repair');
  }

  async repairAndSettle(): Promise<boolean> {
    await this.want(() => this.repair());
    return this.settle();
  }

  /** Waits, asks again and lets time pass until all is as wanted. False: it never came to that. */
  async settle(): Promise<boolean> {
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      if (await this.crew.replaceCrashed()) await this.troubleEnds();
      if (!this.asked) await this.askOnce();
      if (!(await this.quiet())) return false;
      await this.mend();
      await this.tellToken();
      if (!(await this.quiet())) return false;
      const state = await this.state();
      if (this.crew.hasCrashed) continue;
      if (this.asked && this.isAsWanted(state)) return true;
      if (state.openRun) await this.later();
      else if (state.status === 'removed' || state.status === null) this.asked = this.expected === 'absent';
      else {
        await this.troubleEnds();
        await this.attempt(() => (this.expected === 'absent' ? this.disconnect() : this.repair()));
      }
    }
    return false;
  }

  /** Notes that from here on nothing goes wrong and nothing else is wanted, unless it is said again. */
  async troubleEnds(): Promise<void> {
    this.lastTrouble = { requestId: await this.lab.lastRequest(), at: Date.now() };
  }

  /** How long it took, and how often both vendors were looked at, from the last trouble until now. */
  async convergence(): Promise<{ passes: number; milliseconds: number }> {
    const requests = await this.lab.requestsSince(0);
    const faulted = requests.findLast(({ fault }) => fault !== null);
    const { requestId, at } = this.lastTrouble;
    const isFault = faulted !== undefined && faulted.id > requestId;
    const last = isFault ? faulted.id : requestId;
    return {
      passes: requests.filter(({ id, path }) => id > last && path.endsWith('/ListSIPOutboundTrunk')).length,
      milliseconds: Date.now() - (isFault ? Date.parse(faulted.startedAt) : at),
    };
  }

  /** I12: a process whose lease has gone to another writes nothing any more. */
  async afterOvertaking(): Promise<string[]> {
    if (this.overtaken === null) return [];
    const { engine, written } = this.overtaken;
    await this.crew.dismiss(engine);
    return written === (await this.written()) ? [] : ['I12: a process without its lease wrote'];
  }

  /** All that runs have written about the tenant's credentials. */
  async written(): Promise<string> {
    const rows = await this.lab.sql(
      `select (select max(s.id) from public.provisioning_steps s where s.user_id = $1) as step,
         (select max(c.updated_at) from public.user_twilio_credentials c where c.user_id = $1) as credential,
         (select jsonb_agg(to_jsonb(r) order by r.kind, r.external_id)
          from public.provisioned_resources r where r.user_id = $1) as resources,
         (select jsonb_agg(to_jsonb(r) order by r.id) from public.provisioning_runs r where r.user_id = $1) as runs`,
      this.caller.tenantId,
    );
    return JSON.stringify(rows);
  }

  /** Twilio has a new token; the tenant tells us until we have taken it. */
  async tellToken(): Promise<void> {
    const { newToken } = this;
    if (newToken === null || newToken.isStored) return;
    newToken.isStored = await this.attempt(async () =>
      this.engine.rotation.rotateAuthToken(this.caller, await this.credentialId(), newToken.token),
    );
  }

  /** What was there before, as it must be now: the tenant's own change of the token included. */
  knownBefore(): Scene['before'] {
    const { before } = this.scene;
    const { newToken } = this;
    return newToken === null ? before : { ...before, account: { ...before.account, authToken: newToken.token } };
  }

  /** Waits until nobody works and nothing is due. */
  async quiet(): Promise<boolean> {
    const deadline = Date.now() + LONGEST_WAIT_MS;
    while (await this.lab.isBusy(this.caller.tenantId)) {
      if (this.crew.hasCrashed) return true;
      if (Date.now() > deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return true;
  }

  /** The longest back-off has passed. */
  async later(): Promise<void> {
    await this.lab.passTime(this.caller.tenantId);
    await this.attempt(() => this.engine.workDue());
  }

  async credentialId(): Promise<string> {
    const { id } = await this.state();
    if (id === null) throw new Problem('credential.not_found');
    return id;
  }

  async state(): Promise<{ id: string | null; status: string | null; lastRun: string | null; openRun: boolean }> {
    const [row] = (await this.lab.sql(
      `select c.id, c.status,
         (select r.status from public.provisioning_runs r where r.credential_id = c.id order by r.created_at desc limit 1) as last_run,
         exists (select 1 from public.provisioning_runs r where r.credential_id = c.id and r.status in ('queued', 'running')) as open
       from public.user_twilio_credentials c where c.user_id = $1 order by c.created_at desc limit 1`,
      this.caller.tenantId,
    )) as [Row?];
    if (row === undefined) return { id: null, status: null, lastRun: null, openRun: false };
    return {
      id: String(row['id']),
      status: String(row['status']),
      lastRun: typeof row['last_run'] === 'string' ? row['last_run'] : null,
      openRun: row['open'] === true,
    };
  }

  get caller(): Scene['caller'] {
    return this.scene.caller;
  }

  /** Does it; a refusal and a crash are part of the story. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof Problem || this.crew.hasCrashed) return false;
      throw error;
    }
  }

  private async assign(...assignments: readonly (readonly [string, string])[]): Promise<unknown> {
    return this.engine.assignments.assign(this.caller.tenantId, new Map(assignments));
  }

  /** Who was not told that it is made finds it made. */
  private async makeAgent(): Promise<void> {
    const { agents } = await this.engine.agents.list(this.caller);
    if (agents.length === 0) await this.engine.agents.create(this.caller, { name: 'new', agentName: 'new' });
  }

  private async attach(phoneNumber: string): Promise<unknown> {
    return this.engine.numbers.attach(this.caller, await this.credentialId(), phoneNumber, true);
  }

  private async askOnce(): Promise<void> {
    await this.troubleEnds();
    this.asked = await this.attempt(this.ask);
  }

  private isAsWanted({
    status,
    openRun,
    lastRun,
  }: {
    status: string | null;
    openRun: boolean;
    lastRun: string | null;
  }) {
    if (openRun) return false;
    return this.expected === 'absent' ? status === 'removed' : status === 'ready' && lastRun === 'succeeded';
  }
}
