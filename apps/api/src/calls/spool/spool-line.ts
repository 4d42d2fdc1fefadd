import { crc32c } from './crc32c.js';

/** Records that were written together. */
export interface SpoolBatch {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** How many records `sealed` holds. */
  readonly count: number;
  readonly sealed: string;
}

/** One line of JSON with the length and the CRC32C of what it says, line break included. */
export function formatLine(batch: SpoolBatch): string {
  const content = contentOf(batch);
  const crc = crc32c(Buffer.from(content)).toString(16).padStart(8, '0');
  return `${JSON.stringify({ ...batch, length: content.length, crc32c: crc })}\n`;
}

/** Null when the line was torn, damaged, or is none of ours. */
export function parseLine(line: string): SpoolBatch | null {
  const value = parseJson(line);
  if (!isLine(value)) return null;
  const { at, count, sealed } = value;
  const content = contentOf({ at, count, sealed });
  const isWhole = value.length === content.length && Number.parseInt(value.crc32c, 16) === crc32c(Buffer.from(content));
  return isWhole ? { at, count, sealed } : null;
}

function contentOf({ at, count, sealed }: SpoolBatch): string {
  return `${String(at)} ${String(count)} ${sealed}`;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isLine(value: unknown): value is SpoolBatch & { readonly length: number; readonly crc32c: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'at' in value &&
    Number.isSafeInteger(value.at) &&
    'count' in value &&
    Number.isSafeInteger(value.count) &&
    'sealed' in value &&
    typeof value.sealed === 'string' &&
    'length' in value &&
    'crc32c' in value &&
    typeof value.crc32c === 'string' &&
    /^[0-9a-f]{8}$/.test(value.crc32c)
  );
}
