import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BAD_STARTS, type BadStart } from './boot/bad-starts.js';
import { judge } from './boot/judge.js';
import { startApi, type StartedApi } from './boot/start-api-process.js';
import { soundEnvironment } from './boot/sound-environment.js';

interface ProofOptions {
  readonly quick: boolean;
  readonly log: (line: string) => void;
}

/** A start that is refused slowly is as bad as one that hangs. */
const REFUSED_WITHIN_MS = 30_000;
/** Two at once: most of the time is spent loading the program. */
const AT_ONCE = 2;

/**
 * Starts that are insecure by default or broken: each is a real process of the built API and must end by itself with one clear
 * sentence that names what is wrong, and with no secret in it. The same environment without the fault starts and becomes ready; else
 * a refusal would prove nothing. Quick and full are the same.
 */
export async function prove({ log }: ProofOptions): Promise<{ figure: string; passed: boolean }> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-boot-'));
  try {
    const sound = soundEnvironment(join(folder, 'data'));
    const control = startApi(sound);
    const isReady = await control.ready();
    log(`${isReady ? 'ready  ' : 'BROKEN '} the sound environment, as a control`);
    if (!isReady) for (const line of control.lines) log(`        ${line}`);

    // One fault is that this process runs.
    const beside = BAD_STARTS.filter((bad) => bad.beside === true);
    const refusals = await tryAll(beside, folder, sound, log);
    await control.stop();
    const others = BAD_STARTS.filter((bad) => bad.beside !== true);
    refusals.push(...(await tryAll(others, folder, sound, log)));

    const refused = refusals.filter(Boolean).length;
    return {
      figure: `boot: ${refused}/${BAD_STARTS.length} refused with a clear sentence`,
      passed: isReady && refused === BAD_STARTS.length,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tryAll(
  starts: readonly BadStart[],
  folder: string,
  sound: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Promise<boolean[]> {
  const waiting = [...starts];
  const results: boolean[] = [];
  const work = async (): Promise<void> => {
    for (let bad = waiting.shift(); bad !== undefined; bad = waiting.shift()) {
      results.push(await tryOne(bad, folder, sound, log));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

async function tryOne(
  bad: BadStart,
  folder: string,
  sound: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Promise<boolean> {
  const dataDir = join(folder, bad.name.replaceAll(/\W+/g, '-'));
  const prepared = bad.prepare?.({ soundDataDir: sound['DATA_DIR'] ?? '', dataDir }) ?? {};
  const environment = withoutUndefined({ ...sound, DATA_DIR: dataDir, ...prepared, ...bad.environment });
  const api: StartedApi = startApi(environment);
  const exitCode = await api.endsWithin(REFUSED_WITHIN_MS);
  const faults = judge(bad, environment, exitCode, api.lines);
  log(`${faults.length === 0 ? 'refused' : 'FAILED '} ${bad.name} (exit code ${exitCode ?? 'none: it went on'})`);
  for (const line of [...faults, ...(faults.length > 0 ? api.lines.slice(0, 20) : [])]) log(`        ${line}`);
  return faults.length === 0;
}

function withoutUndefined(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
