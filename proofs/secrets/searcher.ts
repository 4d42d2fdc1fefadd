import type { Canary } from './canaries.js';
import type { Form } from './forms.js';

export interface Find {
  readonly canary: Canary;
  readonly form: Form;
}

interface Needle extends Find {
  readonly bytes: Buffer;
}

const PREFIX_MASK = 0xff_ff_ff;

/** Looks for all forms of all canaries in one pass: a bit for each first three bytes there are, and a comparison where it is set. */
export class Searcher {
  private readonly isPrefix = new Uint8Array(PREFIX_MASK + 1);
  private readonly byPrefix = new Map<number, Needle[]>();

  constructor(canaries: readonly Canary[]) {
    for (const canary of canaries) {
      for (const form of canary.forms) {
        const { bytes } = form;
        const prefix = bytes.readUIntBE(0, 3);
        this.isPrefix[prefix] = 1;
        this.byPrefix.set(prefix, [...(this.byPrefix.get(prefix) ?? []), { canary, form, bytes }]);
      }
    }
  }

  /** Each form that occurs, once. */
  find(haystack: Buffer): Find[] {
    const found = new Set<Needle>();
    let prefix = 0;
    for (let end = 0; end < haystack.length; end += 1) {
      prefix = ((prefix << 8) | (haystack[end] ?? 0)) & PREFIX_MASK;
      if (end < 2 || this.isPrefix[prefix] === 0) continue;
      const start = end - 2;
      for (const needle of this.byPrefix.get(prefix) ?? []) {
        const { bytes } = needle;
        if (haystack.compare(bytes, 0, bytes.length, start, Math.min(start + bytes.length, haystack.length)) === 0) {
          found.add(needle);
        }
      }
    }
    return [...found];
  }
}
