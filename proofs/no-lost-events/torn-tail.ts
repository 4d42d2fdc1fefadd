import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { SeededRandom } from '../harness/seeded-random.js';

/** As if the process had died in the middle of its next line. False when there is no file yet. */
export function tearTail(dataDir: string, random: SeededRandom): boolean {
  const [newest] = spoolFiles(dataDir).toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (newest === undefined) return false;
  const [line] = readFileSync(newest, 'utf8').split('\n');
  const next = line === undefined || line === '' ? '{"at":1795000000000,"count":1,"sealed":"v1.' : `${line}\n`;
  appendFileSync(newest, next.slice(0, 1 + random.below(next.length - 2)));
  return true;
}

/** As if a minute had passed since the processes died: others take over what they have left. */
export function ageSpool(dataDir: string): void {
  const root = join(dataDir, 'spool');
  if (!existsSync(root)) return;
  const old = new Date(Date.now() - 120_000);
  for (const name of readdirSync(root)) utimesSync(join(root, name), old, old);
}

function spoolFiles(dataDir: string): string[] {
  const root = join(dataDir, 'spool');
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(root, name));
}
