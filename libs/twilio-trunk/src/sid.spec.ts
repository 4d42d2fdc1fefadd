import { describe, expect, it } from '@jest/globals';
import { isAccountSid, isApiKeySid, isSid, isTrunkSid } from './sid.js';

const HEX = '0123456789abcdef0123456789abcdef';

describe('SIDs', () => {
  it('are two letters of their kind and 32 hexadecimal digits', () => {
    expect(isAccountSid(`AC${HEX}`)).toBe(true);
    expect(isApiKeySid(`SK${HEX}`)).toBe(true);
    expect(isSid('originationUrl', `OU${HEX}`)).toBe(true);
  });

  it.each([
    `AC${HEX}`,
    `TK${HEX}0`,
    `TK${HEX.slice(1)}`,
    `TK${HEX.toUpperCase()}`,
    `TK${HEX}\n`,
    'ST_abcdefghijkl',
    '',
  ])('%j is no trunk SID', (value) => expect(isTrunkSid(value)).toBe(false));
});
