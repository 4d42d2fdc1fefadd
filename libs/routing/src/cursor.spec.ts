import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { markOf, readCursor, versionOfCursor, writeCursor, type Cursor } from './cursor.js';

const stages = ['route', 'destination', 'number', 'route-group', 'destination-group', 'outgoing'] as const;
const cursors: fc.Arbitrary<Cursor> = fc.record({
  version: fc.option(fc.integer({ min: 1, max: 999_999_999 })),
  stage: fc.constantFrom(...stages),
  number: fc.option(fc.stringMatching(/^\+[1-9]\d{6,14}$/)),
  id: fc.option(fc.uuid()),
  member: fc.integer({ min: 0, max: 999_999 }),
  trail: fc.array(
    fc.uuid().map((id) => markOf('destination', id)),
    { maxLength: 13 },
  ),
});

describe('a cursor', () => {
  it('comes back as it was, URL-safe and at most 200 characters long', () => {
    fc.assert(
      fc.property(cursors, (cursor) => {
        const text = writeCursor(cursor);
        expect(text).toMatch(/^[\w.-]{1,200}$/);
        expect(readCursor(text)).toEqual(cursor);
        expect(versionOfCursor(text)).toBe(cursor.version);
      }),
    );
  });

  it.each(['', '0.x', '3.r', '3.x....', '3.r.1.a b.0.', '3.r.1..0.A', '-1.r...0.', `3.r...0.${'a'.repeat(300)}`])(
    'cannot be read from %j',
    (text) => {
      expect(readCursor(text)).toBeNull();
    },
  );

  it('with an id that no URL can hold is one that cannot be read', () => {
    const text = writeCursor({ version: 1, stage: 'destination', number: null, id: 'a b', member: 0, trail: [] });
    expect(readCursor(text)).toBeNull();
  });
});

describe('marks', () => {
  it('tell places of different kinds apart, also when their ids look alike', () => {
    const ids = Array.from({ length: 300 }, (_, index) => [
      `d${String(index)}`,
      `g${String(index)}`,
      `r${String(index)}`,
    ]).flat();
    const marks = ids.flatMap((id) => [markOf('route', id), markOf('destination', id), markOf('group', id)]);
    expect(new Set(marks).size).toBe(marks.length);
  });
});
