import type { PhoneNumber } from './number.js';

/** Where a page of numbers ended: the key of its last row. */
export interface PageKey {
  readonly phoneNumber: string;
  readonly numberId: string;
}

const CURSOR = /^(.{1,40}) ([0-9a-f-]{36})$/;

export function cursorOf({ phoneNumber, numberId }: PhoneNumber): string {
  return Buffer.from(`${phoneNumber} ${numberId}`).toString('base64url');
}

/** Null for what is no cursor of ours. */
export function readCursor(cursor: string): PageKey | null {
  const [, phoneNumber, numberId] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return phoneNumber === undefined || numberId === undefined ? null : { phoneNumber, numberId };
}

/** PostgREST's filter for the rows behind a key, in the order of number and id. */
export function rowsBehind({ phoneNumber, numberId }: PageKey): string {
  const number = `"${phoneNumber.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  return `phone_number.gt.${number},and(phone_number.eq.${number},id.gt.${numberId})`;
}
