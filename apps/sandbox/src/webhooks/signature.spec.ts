import { describe, expect, it } from '@jest/globals';
import { signature, signedUrl } from './signature.js';

describe('signature', () => {
  // Twilio's own published example, and its JSON variant, which signs the URL alone.
  it.each([
    [
      'https://example.com/myapp.php?foo=1&bar=2',
      [
        ['To', '+18005551212'],
        ['Digits', '1234'],
        ['From', '+14158675310'],
        ['CallSid', 'CA1234567890ABCDE'],
        ['Caller', '+14158675310'],
      ],
      'L/OH5YylLD5NRKLltdqwSvS0BnU=',
    ],
    [
      'https://example.com/myapp?bodySHA256=5ccde7145dfb8f56479710896586cb9d5911809d83afbe34627818790db0aec9',
      [],
      'hPXmLwIy3Fgqv1i9KPmH/HhQ6zo=',
    ],
  ] as [string, [string, string][], string][])('of %s', (url, params, expected) => {
    expect(signature('12345', url, params)).toBe(expected);
  });

  it('sorts by name, and counts a repeated value once', () => {
    const once = signature('token', 'https://a.example/', [
      ['b', '1'],
      ['a', '2'],
      ['a', '1'],
    ]);
    const twice = signature('token', 'https://a.example/', [
      ['a', '1'],
      ['a', '2'],
      ['a', '1'],
      ['b', '1'],
    ]);
    expect(twice).toBe(once);
  });

  it.each([
    ['https://me:pw@a.example:8443/x%20y?b=1#rc=2', 'https://a.example/x%20y?b=1'],
    ['http://me@a.example:8080/x', 'http://a.example:8080/x'],
    ['https://[::1]:8443/x', 'https://[::1]/x'],
    ['https://a.example/x:80?y=@z', 'https://a.example/x:80?y=@z'],
  ])('signs %s as %s', (url, expected) => {
    expect(signedUrl(url)).toBe(expected);
  });
});
