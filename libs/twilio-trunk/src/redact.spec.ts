import { describe, expect, it } from '@jest/globals';
import { redact } from './redact.js';

const HEX = '0123456789abcdef0123456789abcdef';

describe('redact', () => {
  it.each([
    [`Authenticate Basic QUM6dG9r= now`, 'Authenticate [redacted] now'],
    [`token ${HEX} is bad`, 'token [redacted] is bad'],
    [`Password 'Abcdefgh1234' is weak`, "Password '[redacted]' is weak"],
    [`Trunk TK${HEX} was not found`, `Trunk TK${HEX} was not found`],
    ['CredentialList max\n  reached', 'CredentialList max reached'],
  ])('%j becomes %j', (text, clean) => expect(redact(text)).toBe(clean));

  it('cuts out given secrets whatever they look like, and is short', () => {
    expect(redact('the word is tiger', ['tiger', ''])).toBe('the word is [redacted]');
    expect(redact('x '.repeat(1_000))).toHaveLength(300);
  });
});
