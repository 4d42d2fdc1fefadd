import { describe, expect, it } from '@jest/globals';
import { DatabaseError } from './database-error.js';
import { unwrap } from './unwrap.js';

const failing = (code: string | undefined, message = 'something', status = 400) => ({
  data: null,
  error: { message, ...(code === undefined ? {} : { code }) },
  status,
});

describe('answers of the database', () => {
  it('data is handed on, also when it is null', () => {
    expect(unwrap({ data: [1], error: null, status: 200 })).toEqual([1]);
    expect(unwrap({ data: null, error: null, status: 204 })).toBeNull();
  });

  it('a duplicate names its constraint', () => {
    const message = 'duplicate key value violates unique constraint "api_keys_key_id_key"';
    expect(() => unwrap(failing('23505', message, 409))).toThrow(
      expect.objectContaining({ code: '23505', constraint: 'api_keys_key_id_key' }),
    );
    const error = new DatabaseError('23505', 'a', 'b');
    expect([error.isDuplicate(), error.isDuplicate('a'), error.isDuplicate('c')]).toEqual([true, true, false]);
  });

  it.each(['TL001', 'TL004', '42501', 'PGRST116'])('%s is handed on as the database’s refusal', (code) => {
    expect(() => unwrap(failing(code))).toThrow(
      expect.objectContaining({ name: 'DatabaseError', code, constraint: null }),
    );
  });

  it.each([undefined, '', '08006', '57P01', '53300', 'PGRST000', 'PGRST002'])(
    '%s means that it cannot be asked',
    (code) => {
      expect(() => unwrap(failing(code, 'TypeError: fetch failed', 0))).toThrow(
        expect.objectContaining({ name: 'Problem', code: 'database.unavailable' }),
      );
    },
  );

  it.each([0, 502, 503, 504])('status %s means that it cannot be asked, whatever the code', (status) => {
    expect(() => unwrap(failing('database.busy', 'too many wait', status))).toThrow(
      expect.objectContaining({ code: 'database.unavailable' }),
    );
  });

  it.each(['PGRST301', 'PGRST303', 'token.refused'])('%s means that the token ran out on the way', (code) => {
    expect(() => unwrap(failing(code, 'JWT expired', 401))).toThrow(
      expect.objectContaining({ code: 'auth.invalid_token' }),
    );
  });
});
