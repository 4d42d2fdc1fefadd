import type { E164, Id } from './routing-document.js';

/** What was dialled when a cursor was made, so what is next when nobody answered. */
export type Stage =
  /** The target of the number's route. */
  | 'route'
  | 'destination'
  /** A bare number from a `Next`. */
  | 'number'
  /** Members of a ring group that is the target of the number's route. */
  | 'route-group'
  /** Members of a ring group that a destination names. */
  | 'destination-group'
  /** A call that a client or phone of the tenant made. */
  | 'outgoing';

/** Where in which version a call is. */
export interface Cursor {
  /** Null: nothing was published. */
  readonly version: number | null;
  readonly stage: Stage;
  /** The number whose route is being followed; null: none. */
  readonly number: E164 | null;
  /** Of the destination or ring group; null for the other stages. */
  readonly id: Id | null;
  /** Ring groups: index of the first member that has not been rung. */
  readonly member: number;
  /** Marks of the places the call has been at, oldest first. */
  readonly trail: readonly string[];
}

const LETTERS: Readonly<Record<Stage, string>> = {
  route: 'r',
  destination: 'd',
  number: 'n',
  'route-group': 'g',
  'destination-group': 'h',
  outgoing: 'o',
};
const STAGES: ReadonlyMap<string, Stage> = new Map(
  (Object.keys(LETTERS) as Stage[]).map((stage) => [LETTERS[stage], stage]),
);
const SAFE_ID = /^[A-Za-z0-9_-]{1,64}$/;
const CURSOR = /^(\d{1,9})\.([rdngho])\.(\d{0,15})\.([A-Za-z0-9_-]{0,64})\.(\d{1,6})\.([a-z0-9-]{0,90})$/;
/** What a cursor says that cannot name its place: the call goes to the fallback next. */
const LOST = '0.x';
const MAX_LENGTH = 200;

/** Whether an id can stand in a cursor. Every UUID can. */
export function isWritableId(id: Id): boolean {
  return SAFE_ID.test(id);
}

/** URL-safe without encoding, at most 200 characters. */
export function writeCursor({ version, stage, number, id, member, trail }: Cursor): string {
  if (id !== null && !isWritableId(id)) return LOST;
  const digits = number === null ? '' : number.slice(1);
  const text = `${String(version ?? 0)}.${LETTERS[stage]}.${digits}.${id ?? ''}.${String(member)}.${trail.join('-')}`;
  return text.length <= MAX_LENGTH ? text : LOST;
}

/** Null for anything that `writeCursor` did not write. */
export function readCursor(text: string): Cursor | null {
  const found = text.length > MAX_LENGTH ? null : CURSOR.exec(text);
  if (found === null) return null;
  const [, version = '', letter = '', digits = '', id = '', member = '', trail = ''] = found;
  return {
    version: version === '0' ? null : Number(version),
    stage: STAGES.get(letter) ?? 'number',
    number: digits === '' ? null : `+${digits}`,
    id: id === '' ? null : id,
    member: Number(member),
    trail: trail === '' ? [] : trail.split('-'),
  };
}

/**
 * The version that a call is in, so that it keeps it when another is published meanwhile. Null: none was published when it came in,
 * or the cursor cannot be read.
 */
export function versionOfCursor(text: string): number | null {
  return readCursor(text)?.version ?? null;
}

const MARK_SPACE = 36 ** 5;

/** Five letters for a place, so that ten places and an id fit a cursor (FNV-1a). Two places with one mark end a call early, no more. */
export function markOf(kind: 'route' | 'destination' | 'group', id: string): string {
  const text = `${kind} ${id}`;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return ((hash >>> 0) % MARK_SPACE).toString(36);
}
