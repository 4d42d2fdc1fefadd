import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { JsonObject } from '../json.js';
import { isJsonObject } from '../json.js';

const DEBOUNCE_MS = 40;

/**
 * Keeps the state in one file across restarts. A write goes to a neighbour first and is renamed over the old file, so a
 * crash leaves either the old state or the new one. The file holds secrets, hence mode 0600.
 */
export class Persistence {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly path: string,
    private readonly snapshot: () => unknown,
  ) {}

  load(): JsonObject | undefined {
    if (!existsSync(this.path)) return undefined;
    const state: unknown = JSON.parse(readFileSync(this.path, 'utf8'));
    if (!isJsonObject(state)) throw new Error(`${this.path} is not a sandbox state file`);
    return state;
  }

  /** Many changes in a burst become one write, at most DEBOUNCE_MS after the first of them. */
  schedule(): void {
    this.timer ??= setTimeout(() => {
      this.flush();
    }, DEBOUNCE_MS);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    const draft = `${this.path}.${process.pid}.tmp`;
    const file = openSync(draft, 'w', 0o600);
    try {
      writeFileSync(file, JSON.stringify(this.snapshot()));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, this.path);
  }
}
