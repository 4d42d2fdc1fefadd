import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../apps/api/src/config/read-config.js';
import { startSandbox } from '../apps/sandbox/src/sandbox.js';
import type { ProofOptions, ProofResult } from './harness/proof.js';
import { sandboxEnvironment } from './harness/world.js';
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
  const play = new Play(new Stage(sandbox), { ...sandboxEnvironment(sandbox), DATA_DIR: join(root, 'data') }, root);
  let moments = 0;
  let wrong = 0;
  let longest = 0;
  try {
    for (const scene of scenes) {
      const { findings, seconds } = await play.scene(scene);
      moments += scene.moments.length;
      longest = Math.max(longest, seconds);
      wrong += findings.length;
      log(`${scene.moments.map(({ name }) => name).join(' + ')}: ended after ${seconds.toFixed(1)} s`);
      for (const finding of findings) log(`  ✗ ${finding}`);
    }
    await play.end();
  } finally {
    await sandbox.close();
    rmSync(root, { recursive: true, force: true });
  }
  return {
    figure:
      `shutdown: SIGTERM at ${String(moments)} moments: ${String(wrong)} broken promises (ended within ` +
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
