import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Supabase } from '@app/supabase';
import { CallsSpool } from '../calls/calls-spool.js';
import { EncryptionCanaries } from '../database/encryption-canaries.js';
import { SUPABASE } from '../database/supabase.token.js';
import { Metrics } from '../metrics/metrics.js';

export type ComponentState = 'ok' | 'failing';
export type Components = Readonly<Record<'database' | 'migrations' | 'encryption' | 'spool', ComponentState>>;

/** `degraded`: calls are answered from memory and their events kept on the disk, everything else waits for the database. */
export type Verdict = 'ok' | 'degraded' | 'not-ready';

const REMEMBERED_MS = 1_000;
const PATIENCE_MS = 3_000;

/** Whether this process should be sent requests. Anybody may ask, so the answer is remembered for a moment and tells no detail. */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  #isDraining = false;
  #wasReady = false;
  #last: { readonly at: number; readonly components: Promise<Components> } | null = null;

  constructor(
    @Inject(SUPABASE) private readonly supabase: Supabase,
    private readonly canaries: EncryptionCanaries,
    private readonly spool: CallsSpool,
    metrics: Metrics,
  ) {
    metrics.gauge(
      'trunkline_ready',
      'Whether this process should be sent requests, by component: 1 or 0.',
      ['component'],
      async () => {
        const states = Object.entries(await this.components());
        return [
          { labels: { component: 'accepting' }, value: this.#isDraining ? 0 : 1 },
          ...states.map(([component, state]) => ({ labels: { component }, value: state === 'ok' ? 1 : 0 })),
        ];
      },
      // Longer than a component gets, so that one that hangs is seen as failing.
      PATIENCE_MS + 1_000,
    );
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** From now on readiness is refused, so that no new requests are sent here. */
  drain(): void {
    this.#isDraining = true;
  }

  beforeApplicationShutdown(): void {
    this.drain();
  }

  async components(now: number = Date.now()): Promise<Components> {
    if (this.#last === null || now - this.#last.at > REMEMBERED_MS) {
      this.#last = { at: now, components: this.#look() };
    }
    return this.#last.components;
  }

  /** What is said to a load balancer: it must not turn callers away because the database is away, for they need no database. */
  async verdict(): Promise<{ readonly verdict: Verdict; readonly components: Components }> {
    const components = await this.components();
    const verdict = verdictOf(components, this.#wasReady);
    if (verdict === 'ok') this.#wasReady = true;
    return { verdict, components };
  }

  async #look(): Promise<Components> {
    const [database, migrations, encryption, spool] = await Promise.all([
      stateOf(async () => this.supabase.ping()),
      stateOf(async () => this.supabase.checkMigrations()),
      stateOf(async () => {
        if (!(await this.canaries.areIntact())) throw new Error('a canary does not open');
      }),
      stateOf(async () => this.spool.check()),
    ]);
    return { database, migrations, encryption, spool };
  }
}

/** Without the database nothing can be said of migrations and keys; a process that has seen them in order goes on with them. */
export function verdictOf({ database, migrations, encryption, spool }: Components, wasReady: boolean): Verdict {
  if (spool === 'failing') return 'not-ready';
  if (database === 'failing') return wasReady ? 'degraded' : 'not-ready';
  return migrations === 'ok' && encryption === 'ok' ? 'ok' : 'not-ready';
}

/** A component that does not answer in time is as good as one that fails. */
async function stateOf(check: () => Promise<void>): Promise<ComponentState> {
  const checked = check().then(
    (): ComponentState => 'ok',
    (): ComponentState => 'failing',
  );
  return Promise.race([checked, sleep<ComponentState>(PATIENCE_MS, 'failing', { ref: false })]);
}
