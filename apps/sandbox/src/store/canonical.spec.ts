import { describe, expect, it } from '@jest/globals';
import { canonical } from './canonical.js';

const text = (value: Parameters<typeof canonical>[0], dates = true) => JSON.stringify(canonical(value, dates));

describe('canonical', () => {
  it('gives the same bytes whatever order the keys came in', () => {
    expect(text({ b: 1, a: { d: [{ z: 1, y: 2 }], c: null } })).toBe(
      text({ a: { c: null, d: [{ y: 2, z: 1 }] }, b: 1 }),
    );
  });

  it('leaves out the order of creation always and dates on request', () => {
    const record = { seq: 7, dateCreated: 1, dateTrunkSet: 2, created_at: 'x', name: 'kept', datum: 'kept' };
    expect(text(record)).toBe('{"created_at":"x","dateCreated":1,"dateTrunkSet":2,"datum":"kept","name":"kept"}');
    expect(text(record, false)).toBe('{"datum":"kept","name":"kept"}');
  });
});
