import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ownUsernamePrefix } from './desired-state.js';
import { chooseDomain, chooseIngressId, chooseNames, nextSipUsername } from './names.js';

describe('the names of what is made for a credential', () => {
  const many = Array.from({ length: 200 }, () => chooseNames('0badcafe'));

  it('keep Twilio’s limits with every suffix they are given', () => {
    for (const { resourceName, domainPrefix, domainName, sipUsername } of many) {
      // `:outbound` is the longest suffix of a friendly name, Twilio's limit is 64.
      expect(`${resourceName}:outbound`.length).toBeLessThanOrEqual(64);
      expect(domainPrefix).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/);
      expect(domainName).toBe(`${domainPrefix}.pstn.twilio.com`);
      expect(sipUsername).toMatch(/^[a-z0-9]{1,32}$/);
    }
  });

  it('are never the same twice, and belong together', () => {
    expect(new Set(many.map(({ domainName }) => domainName)).size).toBe(many.length);
    for (const { resourceName, sipUsername } of many) expect(ownUsernamePrefix(resourceName)).toBe(sipUsername);
    expect(chooseDomain().domainName).not.toBe(chooseDomain().domainName);
    expect(chooseIngressId()).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('nextSipUsername', () => {
  it.each([
    ['tlabc', 'tlabc-2'],
    ['tlabc-2', 'tlabc-3'],
    ['tlabc-99', 'tlabc-100'],
    // A user name of the origin system gives way to one of ours.
    ['sip-1234', 'tlabc'],
  ])('follows %s with %s', (current, next) => {
    expect(nextSipUsername(current, 'tlabc')).toBe(next);
  });

  it('never comes back to an earlier name, and fits 32 characters for a hundred million rotations', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 99_999_999 }), (generation) => {
        const prefix = `tl${'a'.repeat(20)}`;
        const next = nextSipUsername(`${prefix}-${generation}`, prefix);
        expect(next).toBe(`${prefix}-${generation + 1}`);
        expect(next.length).toBeLessThanOrEqual(32);
      }),
    );
  });
});
