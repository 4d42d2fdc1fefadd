import { describe, expect, it } from '@jest/globals';
import { presentedCredential } from './presented-credential.js';

/** As Node reads them: the first of a name that may come once, and all of them raw. */
const read = (headers: Readonly<Record<string, string>>, more: readonly string[] = []) => ({
  headers,
  rawHeaders: [...Object.entries(headers).flat(), ...more],
});

describe('what a request brings to prove who it is', () => {
  it.each([
    [{ authorization: 'Bearer a.b.c' }, 'token', 'a.b.c'],
    [{ authorization: 'bearer  a.b.c' }, 'token', 'a.b.c'],
    [{ authorization: 'Bearer tl_live_x' }, 'api-key', 'tl_live_x'],
    [{ 'x-api-key': 'tl_live_x' }, 'api-key', 'tl_live_x'],
  ])('%j is a credential', (headers, kind, text) => {
    expect(presentedCredential(read(headers))).toEqual({ kind, text });
  });

  it.each([
    [{}, 'auth.required'],
    [{ authorization: '' }, 'auth.invalid_token'],
    [{ authorization: 'Basic YTpi' }, 'auth.invalid_token'],
    [{ authorization: 'Bearer' }, 'auth.invalid_token'],
    [{ authorization: 'Bearer a b' }, 'auth.invalid_token'],
    [{ authorization: 'Bearer a.b.c', 'x-api-key': 'tl_live_x' }, 'auth.invalid_token'],
  ])('%j is refused', (headers, code) => {
    expect(() => presentedCredential(read(headers))).toThrow(expect.objectContaining({ code }));
  });

  it('a second Authorization header is refused, whichever of the two is good', () => {
    const given = read({ authorization: 'Bearer a.b.c' }, ['Authorization', 'Bearer d.e.f']);
    expect(() => presentedCredential(given)).toThrow(expect.objectContaining({ code: 'auth.invalid_token' }));
  });
});
