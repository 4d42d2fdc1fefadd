import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { readSegment, removeSegment, Segment, type SegmentContent } from './segment.js';
import { SpoolFolder, syncFolder } from './spool-folder.js';

/** Seals a text for a place, and opens it there again. Both throw when they cannot. */
export interface SpoolSeal {
  seal(place: string, text: string): string;
  open(place: string, sealed: string): string;
}

export interface SpoolOptions {
  readonly root: string;
  readonly seal: SpoolSeal;
  /** True: no other process can have this data folder. */
  readonly isAlone: boolean;
  /** How long what has been read is kept on the disk all the same, milliseconds. */
  readonly keepReadMs: number;
  /** As much as may wait to be read; beyond that, `append` throws `SpoolFullError`. */
  readonly mostBytes: number;
  readonly segmentBytes: number;
}

export class SpoolFullError extends Error {
  override readonly name = 'SpoolFullError';
}

/** What was taken from the spool, oldest first. */
export interface TakenRecords {
  readonly records: readonly string[];
  /** Lines that could not be read: damaged on the disk, or sealed with a key that is gone. Their file is kept. */
  readonly unreadable: number;
  /** They are safe elsewhere. Until it is called they are taken again after a start. */
  done(): Promise<void>;
}

/** A file that nobody writes any more, and that is to be taken. */
interface Waiting {
  readonly file: string;
  readonly bytes: number;
  readonly count: number;
  /** When its first record came, milliseconds since 1970. */
  readonly since: number;
}

const NOTHING_READ: SegmentContent = { batches: [], damaged: 1, bytes: 0 };

interface Active {
  readonly segment: Segment;
  count: number;
  readonly since: number;
}

/**
 * Records that are on the disk when `append` resolves, and stay there until whoever takes them has put them elsewhere: append-only
 * files, each written by one process. A record may be taken more than once, after a crash between two steps.
 */
export class Spool {
  #folder: SpoolFolder;
  #active: Active | null = null;
  #waiting: Waiting[] = [];
  #read: { readonly file: string; readonly at: number }[] = [];
  #segments = 0;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly options: SpoolOptions,
    folder: SpoolFolder,
  ) {
    this.#folder = folder;
  }

  /** Throws when nothing can be written there. */
  static async open(options: SpoolOptions): Promise<Spool> {
    const spool = new Spool(options, await SpoolFolder.create(options.root, options.isAlone));
    await spool.adopt();
    return spool;
  }

  /** How much waits to be taken, and since when (milliseconds since 1970; null: nothing waits). */
  get depth(): { readonly records: number; readonly bytes: number; readonly oldest: number | null } {
    const parts = [...this.#waiting, ...(this.#active === null ? [] : [activePart(this.#active)])];
    return {
      records: parts.reduce((sum, { count }) => sum + count, 0),
      bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
      oldest: parts.reduce<number | null>((oldest, { since }) => Math.min(oldest ?? since, since), null),
    };
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#active === null;
  }

  /** Resolves when the records are on the disk. Throws `SpoolFullError`, or whatever the disk says. */
  async append(records: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      if (this.depth.bytes >= this.options.mostBytes) throw new SpoolFullError('too much waits to be stored');
      if (!this.#folder.isOurs) await this.#moveOut();
      const active = await this.#activeSegment();
      const sealed = this.options.seal.seal(active.segment.name, JSON.stringify(records));
      try {
        await active.segment.append({ at: Date.now(), count: records.length, sealed });
      } catch (error) {
        await this.#cut();
        throw error;
      }
      active.count += records.length;
      // If this process stood still meanwhile, somebody may have read and removed the file before the line came.
      if (!this.#folder.isOurs) throw new Error('the spool was taken over');
      if (active.segment.bytes >= this.options.segmentBytes) await this.#cut();
    });
  }

  /** The oldest file's records; null when nothing waits. One at a time: the next only after `done`. */
  async take(): Promise<TakenRecords | null> {
    const next = await this.#inTurn(async () => {
      if (this.#waiting.length === 0) await this.#cut();
      return this.#waiting[0];
    });
    if (next === undefined) return null;
    // What cannot be read at all must not keep the rest from being taken.
    const { batches, damaged } = await readSegment(next.file).catch(() => NOTHING_READ);
    const opened = batches.map(({ sealed }) => this.#open(basename(next.file), sealed));
    const unreadable = damaged + opened.filter((records) => records === null).length;
    return {
      records: opened.flatMap((records) => records ?? []),
      unreadable,
      done: async () => this.#inTurn(async () => this.#putAway(next, unreadable > 0)),
    };
  }

  /** Takes over what dead processes have left; it is taken before anything newer. */
  async adopt(): Promise<void> {
    await this.#inTurn(async () => {
      const ours = new Set([...this.#waiting, ...this.#read].map(({ file }) => file));
      if (this.#active !== null) ours.add(this.#active.segment.file);
      const left: Waiting[] = [];
      for (const file of await this.#folder.adopt()) if (!ours.has(file)) left.push(await leftPart(file));
      this.#waiting = [...left, ...this.#waiting];
    });
  }

  /** Removes what was read long enough ago. */
  async tidy(now = performance.now()): Promise<void> {
    const over = this.#read.filter(({ at }) => now - at >= this.options.keepReadMs);
    this.#read = this.#read.filter((kept) => !over.includes(kept));
    for (const { file } of over) await removeSegment(file);
  }

  /** Throws when nothing can be written now. */
  async check(): Promise<void> {
    if (this.depth.bytes >= this.options.mostBytes) throw new SpoolFullError('too much waits to be stored');
    await this.#folder.check();
  }

  /** What waits, or could not be read, stays on the disk for the next start. */
  async close(): Promise<void> {
    await this.#inTurn(async () => this.#cut());
    this.#folder.stop();
    await this.#folder.removeIfEmpty();
  }

  #open(place: string, sealed: string): string[] | null {
    try {
      return JSON.parse(this.options.seal.open(place, sealed)) as string[];
    } catch {
      return null;
    }
  }

  async #activeSegment(): Promise<Active> {
    if (this.#active !== null) return this.#active;
    this.#segments += 1;
    const number = String(this.#segments).padStart(9, '0');
    const name = `${String(Date.now())}-${number}-${randomUUID()}.jsonl`;
    const segment = await Segment.create(join(this.#folder.path, name));
    await syncFolder(this.#folder.path);
    this.#active = { segment, count: 0, since: Date.now() };
    return this.#active;
  }

  /** Ends the active file, so that it can be read. */
  async #cut(): Promise<void> {
    const active = this.#active;
    if (active === null) return;
    this.#active = null;
    await active.segment.close();
    this.#waiting.push(activePart(active));
  }

  async #putAway(taken: Waiting, keep: boolean): Promise<void> {
    this.#waiting = this.#waiting.filter((waiting) => waiting !== taken);
    if (keep) return;
    this.#read.push({ file: taken.file, at: performance.now() });
    await this.tidy();
  }

  /** Leaves everything to whoever took it over, and begins anew. */
  async #moveOut(): Promise<void> {
    await this.#cut();
    this.#folder.stop();
    [this.#waiting, this.#read] = [[], []];
    this.#folder = await SpoolFolder.create(this.options.root, this.options.isAlone);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

function activePart({ segment, count, since }: Active): Waiting {
  return { file: segment.file, bytes: segment.bytes, count, since };
}

async function leftPart(file: string): Promise<Waiting> {
  const { batches, bytes } = await readSegment(file).catch(() => NOTHING_READ);
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  return { file, bytes, count, since: batches[0]?.at ?? Date.now() };
}
