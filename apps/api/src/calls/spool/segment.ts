import { open, readFile, rm, truncate, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { formatLine, parseLine, type SpoolBatch } from './spool-line.js';

/** What is in a file of the spool that nobody writes to any more. */
export interface SegmentContent {
  readonly batches: readonly SpoolBatch[];
  /** Lines in the middle that are not as they were written. */
  readonly damaged: number;
  readonly bytes: number;
}

/** One file of the spool: written to its end by the process that made it, then closed and read. */
export class Segment {
  #bytes = 0;
  #handle: FileHandle;

  private constructor(
    readonly file: string,
    handle: FileHandle,
  ) {
    this.#handle = handle;
  }

  static async create(file: string): Promise<Segment> {
    return new Segment(file, await open(file, 'ax', 0o600));
  }

  get name(): string {
    return basename(this.file);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Resolves when the line is on the disk. Throws otherwise, and nothing of the line is left unless the disk refuses that too. */
  async append(batch: SpoolBatch): Promise<void> {
    const line = Buffer.from(formatLine(batch));
    try {
      await this.#handle.appendFile(line);
      await this.#handle.datasync();
      this.#bytes += line.length;
    } catch (error) {
      await this.#handle.truncate(this.#bytes).catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/**
 * Reads a closed file. Whoever wrote it may have died in the middle of a line: the torn end is cut off. It was never acknowledged,
 * because that comes after the whole line has reached the disk.
 */
export async function readSegment(file: string): Promise<SegmentContent> {
  const text = await readFile(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const bytes = Buffer.byteLength(whole);
  if (whole.length < text.length) await truncate(file, bytes);
  const lines = whole.split('\n').slice(0, -1).map(parseLine);
  const batches = lines.filter((line) => line !== null);
  return { batches, damaged: lines.length - batches.length, bytes };
}

export async function removeSegment(file: string): Promise<void> {
  await rm(file, { force: true });
}
