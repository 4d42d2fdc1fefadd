import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../apps/api/src/config/read-config.js';
import { startSandbox } from '../apps/sandbox/src/sandbox.js';
import { onPostgres } from '../libs/supabase/src/testing/throwaway-postgres.js';
import type { ProofOptions, ProofResult } from './harness/proof.js';
import { sandboxEnvironment } from './harness/world.js';
import { heldLeases } from './shutdown/held-leases.js';
import { SCENES, type Moment, type Scene } from './shutdown/moments.js';
import { Service } from './shutdown/service.js';
import { Stage, type Story } from './shutdown/stage.js';

/** The promise of docs/operating.md. */
const LONGEST_SECONDS = 25;

/**
 * The built server is sent SIGTERM at moments when something is going on. It must end within the promised time and with the right
 * code, and the next process must finish what was left, with nothing made twice at the vendors.
 */
export async function prove({ quick, only, log }: ProofOptions): Promise<ProofResult> {
  const isAsked = ({ moments }: Scene): boolean => only === null || moments.some(({ name }) => name.includes(only));
  const scenes = SCENES.slice(0, quick ? 1 : SCENES.length).filter(isAsked);
  const sandbox = await startSandbox({ port: 0, demoAccount: false });
  const root = mkdtempSync(join(tmpdir(), 'trunkline-shutdown-'));
  const environment = { ...sandboxEnvironment(sandbox), DATA_DIR: join(root, 'data') };
  let moments = 0;
  let onPostgresToo = 0;
  let wrong = 0;
  let longest = 0;
  const act = async (play: Play, played: readonly Scene[], where: string): Promise<void> => {
    for (const scene of played) {
      const { findings, seconds } = await play.scene(scene);
      moments += scene.moments.length;
      longest = Math.max(longest, seconds);
      wrong += findings.length;
      const names = scene.moments.map(({ name }) => name).join(' + ');
      log(`${names}, on ${where}: ended after ${seconds.toFixed(1)} s`);
      for (const finding of findings) log(`  ✗ ${finding}`);
    }
    await play.end();
  };
  try {
    const stage = new Stage(sandbox);
    await act(new Play(stage, environment, root, async () => Promise.resolve([])), scenes, 'PGlite');
    const again = scenes.filter(({ alsoOnPostgres }) => alsoOnPostgres === true);
    if (!quick && again.length > 0) {
      await onPostgres(log, async (url) => {
        const before = moments;
        await act(
          new Play(stage, { ...environment, DATABASE_URL: url }, root, () => heldLeases(url)),
          again,
          'PostgreSQL',
        );
        onPostgresToo = moments - before;
      });
    }
  } finally {
    await sandbox.close();
    rmSync(root, { recursive: true, force: true });
  }
  return {
    figure:
      `shutdown: SIGTERM at ${String(moments)} moments (${String(onPostgresToo)} on PostgreSQL): ${String(wrong)} broken promises (ended within ` +
      `${String(LONGEST_SECONDS)} s, longest ${longest.toFixed(1)} s; what was left is finished by the next process, nothing twice)`,
    passed: wrong === 0 && moments > 0,
  };
}

/** One installation over several lives of its process. */
class Play {
  private service: Service | null = null;

  constructor(
    private readonly stage: Stage,
    private readonly environment: Environment,
    private readonly root: string,
    private readonly heldLeases: () => Promise<string[]>,
  ) {}

  async scene(scene: Scene): Promise<{ readonly findings: readonly string[]; readonly seconds: number }> {
    const { stage } = this;
    await this.living();
    const parts: { readonly moment: Moment; readonly story: Story }[] = [];
    for (const moment of scene.moments) parts.push({ moment, story: await stage.newStory() });
    const service = scene.environment === undefined ? await this.living() : await this.another(scene);
    const told = await Promise.all(parts.map(async ({ moment, story }) => moment.bring(stage, story, service)));
    service.signal('SIGTERM');
    const ended = service.exit();
    const findings = (await Promise.all(told.map(async (afterwards) => (await afterwards?.()) ?? []))).flat();
    const { code, seconds } = await ended;
    this.service = null;
    const expected = scene.exitCode ?? 0;
    if (code !== expected) findings.push(`exit code ${String(code)}, not ${String(expected)}`);
    if (seconds > LONGEST_SECONDS) findings.push(`took ${seconds.toFixed(1)} s`);
    findings.push(...(await this.heldLeases()).map((name) => `left ${name} held`));
    await this.living();
    findings.push(...(await Promise.all(parts.map(async ({ story }) => stage.unfinished(story)))).flat());
    return { findings, seconds };
  }

  async end(): Promise<void> {
    this.service?.signal('SIGTERM');
    await this.service?.exit();
    this.service = null;
  }

  private async living(): Promise<Service> {
    this.service ??= Service.launch(this.environment, this.root);
    this.stage.url = await this.service.url();
    return this.service;
  }

  private async another({ environment, whileStarting }: Scene): Promise<Service> {
    await this.end();
    this.service = Service.launch({ ...this.environment, ...environment }, this.root);
    if (whileStarting !== true) this.stage.url = await this.service.url();
    return this.service;
  }
}
