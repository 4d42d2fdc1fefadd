import { describe, expect, it } from '@jest/globals';
import { ListUpdate } from '@livekit/protocol';
import { applyListUpdate, validateHeaders, validateHost } from './validate-fields.js';

describe('applyListUpdate', () => {
  const cases: [what: string, update: Partial<ListUpdate>, expected: string[]][] = [
    ['clear empties', { clear: true }, []],
    ['set replaces', { set: ['x'] }, ['x']],
    ['add appends what is not there yet', { add: ['b', 'c'] }, ['a', 'b', 'c']],
    ['remove takes the first match', { remove: ['a'] }, ['b']],
    ['remove comes before add', { remove: ['a'], add: ['a'] }, ['b', 'a']],
    ['removing what is not there changes nothing', { remove: ['z'] }, ['a', 'b']],
  ];
  it.each(cases)('%s', (_what, update, expected) => {
    expect(applyListUpdate(new ListUpdate(update), ['a', 'b'])).toEqual(expected);
  });

  it('without an update the list stays', () => {
    expect(applyListUpdate(undefined, ['a'])).toEqual(['a']);
  });
});

/** What a check says, or "fine". */
function verdict(check: () => void): string {
  try {
    check();
    return 'fine';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('validateHeaders', () => {
  it.each([
    ['X-Tenant', 'ok', 'fine'],
    ['X-Tenant', 'tab\tand ümlaut', 'fine'],
    ['Call-ID', 'x', 'invalid header name: header name Call-ID not supported'],
    ['X Tenant', 'x', 'invalid header name: header name X Tenant contains invalid characters: char 32 not allowed'],
    ['X-Tenant', 'line\nbreak', 'invalid header value for X-Tenant: header X-Tenant: value: char 10 not allowed'],
    [
      'X-Tenant',
      'ü'.repeat(513),
      'invalid header value for X-Tenant: header X-Tenant: value too long (max 1024 characters)',
    ],
  ])('%s: %j is %s', (name, value, expected) => {
    expect(
      verdict(() => {
        validateHeaders({ [name]: value });
      }),
    ).toBe(expected);
  });
});

describe('validateHost', () => {
  it.each(['acme.pstn.twilio.com', '192.0.2.1:5060', '', 'sip.example.com'])('takes %j', (host) => {
    expect(() => {
      validateHost(host, 'trunk address');
    }).not.toThrow();
  });
});
