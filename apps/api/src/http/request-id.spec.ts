import { describe, expect, it } from '@jest/globals';
import { requestIdOf } from './request-id.js';

describe('the id of a request', () => {
  it.each(['12345678', 'a-b-c-d-e-f', 'X'.repeat(64)])('%s is kept', (id) => {
    expect(requestIdOf({ headers: { 'x-request-id': id } })).toBe(id);
  });

  it.each(['', 'short', 'X'.repeat(65), 'with space', 'line\nbreak', 'quote"quote', 'ünïcödé-12'])(
    '%j is replaced',
    (id) => {
      expect(requestIdOf({ headers: { 'x-request-id': id } })).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('is made when none was sent', () => {
    expect(requestIdOf({ headers: {} })).not.toBe(requestIdOf({ headers: {} }));
  });
});
