import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const BEAT_EVERY_MS = 5_000;
/** A holder that has not beaten for so long takes itself for dead… */
const OURS_FOR_MS = 30_000;
/** …before anybody else does. */
const LEFT_AFTER_MS = 60_000;

/**
 * The part of the spool that one process writes. Processes on one database may share a data folder, so each has a folder of its own,
 * whose date says that it is alive; what a dead one has left is moved into the folder of another, which is one atomic rename.
 */
export class SpoolFolder {
  #beatAt = performance.now();
  #isLost = false;
  readonly #timer: NodeJS.Timeout;

  private constructor(
    readonly path: string,
    private readonly root: string,
    /** True: no other process can have this data folder, so what lies there is left by dead ones. */
    private readonly isAlone: boolean,
  ) {
    this.#timer = setInterval(() => void this.#beat(), BEAT_EVERY_MS);
    this.#timer.unref();
  }

  static async create(root: string, isAlone: boolean): Promise<SpoolFolder> {
    const path = join(root, `${String(Date.now())}-${randomUUID()}`);
    await mkdir(path, { recursive: true, mode: 0o700 });
    await syncFolder(root);
    return new SpoolFolder(path, root, isAlone);
  }

  /** False when this process may have been taken for dead, because it stood still: what it writes might be read by nobody. */
  get isOurs(): boolean {
    this.#isLost ||= !this.isAlone && performance.now() - this.#beatAt > OURS_FOR_MS;
    return !this.#isLost;
  }

  /** Moves what dead processes have left into this folder; the files in it, in the order in which they were written. */
  async adopt(): Promise<string[]> {
    for (const entry of await readdir(this.root, { withFileTypes: true })) {
      const path = join(this.root, entry.name);
      if (!entry.isDirectory() || path === this.path || !(await this.#isLeft(path))) continue;
      await rename(path, join(this.path, entry.name)).catch(ignoreMissing);
    }
    await this.#flatten();
    return this.#files();
  }

  /** Throws when the disk takes nothing. */
  async check(): Promise<void> {
    const file = join(this.path, 'check');
    await writeFile(file, 'x', { flush: true, mode: 0o600 });
    await rm(file);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async removeIfEmpty(): Promise<void> {
    const files = await this.#files().catch(ignoreMissing);
    if (files?.length === 0) await rm(this.path, { recursive: true, force: true });
  }

  /** Folders in folders would grow with every crash. */
  async #flatten(): Promise<void> {
    const entries = await readdir(this.path, { withFileTypes: true, recursive: true });
    for (const { parentPath, name } of entries.filter((entry) => entry.isFile())) {
      if (parentPath !== this.path) await rename(join(parentPath, name), join(this.path, name));
    }
    for (const { parentPath, name } of entries.filter((entry) => entry.isDirectory())) {
      if (parentPath === this.path) await rm(join(parentPath, name), { recursive: true });
    }
    await syncFolder(this.path);
  }

  /** Their names begin with the time at which they were made. */
  async #files(): Promise<string[]> {
    const names = await readdir(this.path);
    return names
      .filter((name) => name.endsWith('.jsonl'))
      .toSorted()
      .map((name) => join(this.path, name));
  }

  async #isLeft(path: string): Promise<boolean> {
    if (this.isAlone) return true;
    const beat = await stat(path).catch(ignoreMissing);
    return beat !== undefined && Date.now() - beat.mtimeMs > LEFT_AFTER_MS;
  }

  async #beat(): Promise<void> {
    if (!this.isOurs) return;
    const now = new Date();
    await utimes(this.path, now, now).then(
      () => {
        if (this.isOurs) this.#beatAt = performance.now();
      },
      () => {
        // Taken over, or the whole folder is gone.
        this.#isLost = true;
      },
    );
  }
}

/** A new name in a folder survives a crash of the machine only when the folder itself is on the disk. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Somebody else was faster. */
function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
