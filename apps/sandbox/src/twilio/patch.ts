import type { Input } from './input.js';

type Reader = (input: Input, name: string) => string | boolean | number | null;

const text: Reader = (input, name) => input.text(name);
const flag: Reader = (input, name) => input.flag(name);
const integer: Reader = (input, name) => input.integer(name);
const method: Reader = (input, name) => input.text(name).toUpperCase() || 'POST';
const textOrNull: Reader = (input, name) => input.text(name) || null;

export const read = { text, flag, integer, method, textOrNull };

/** Which parameter writes which field of the record, and how it is read. */
export type Fields<T> = Readonly<Record<string, readonly [keyof T & string, Reader]>>;

/** Writes the parameters that are present; absent ones leave the record as it is, which is how Twilio updates. */
export function patch<T extends { dateUpdated: number }>(record: T, input: Input, fields: Fields<T>): void {
  for (const [name, [field, reader]] of Object.entries(fields)) {
    if (input.has(name)) Object.assign(record, { [field]: reader(input, name) });
  }
  record.dateUpdated = Date.now();
}
