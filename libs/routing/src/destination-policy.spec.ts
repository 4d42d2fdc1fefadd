import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allowedPrefix, checkNumber } from './destination-policy.js';
import { emptyDocument } from './empty-document.js';
import type { DestinationPolicy } from './routing-document.js';
import { checkSipUri } from './sip-policy.js';

const policy = (changes: Partial<DestinationPolicy> = {}): DestinationPolicy => ({
  ...emptyDocument(['US', 'DE', 'GB']).policy,
  ...changes,
});

describe('checkNumber', () => {
  it.each([
    ['+14155550100', true, 'policy.country'],
    ['+4930123456', true, 'policy.country'],
    ['+447400123456', true, 'policy.country'],
    ['+447911123456', false, 'policy.country'],
    ['+390612345678', false, 'policy.country'],
    ['+4409001234567', false, 'policy.unassigned'],
    ['+4900491234567', false, 'policy.unassigned'],
    ['+18005550100', true, 'policy.country'],
    ['+33123456789', false, 'policy.country'],
    // +1 is 25 countries.
    ['+14165550100', false, 'policy.country'],
    ['+18765550100', false, 'policy.country'],
    ['+18095550100', false, 'policy.country'],
    ['+17875550100', false, 'policy.country'],
    ['+16715550100', false, 'policy.country'],
    // +44 is four.
    ['+441534123456', false, 'policy.country'],
    ['+441624123456', false, 'policy.country'],
    ['+19005550100', false, 'policy.premium'],
    ['+14159761234', false, 'policy.premium'],
    ['+14155551212', false, 'policy.premium'],
    ['+15005550100', false, 'policy.premium'],
    ['+447012345678', false, 'policy.premium'],
    ['+448711234567', false, 'policy.premium'],
    ['+499001234567', false, 'policy.premium'],
    ['+491801234567', false, 'policy.premium'],
    ['+88161234567', false, 'policy.international'],
    ['+870773123456', false, 'policy.international'],
    ['+882161234567', false, 'policy.international'],
    ['+88312345678', false, 'policy.international'],
    ['+97912345678', false, 'policy.international'],
    ['+80012345678', false, 'policy.international'],
    ['+80812345678', false, 'policy.international'],
    ['+21012345678', false, 'policy.unassigned'],
    ['+14150550100', false, 'policy.unassigned'],
    ['+141555501000', false, 'policy.unassigned'],
    ['+19115550100', false, 'policy.unassigned'],
    ['911', false, 'policy.emergency'],
    ['112', false, 'policy.emergency'],
    ['+49112', false, 'policy.emergency'],
    ['+1911', false, 'policy.emergency'],
    ['011999', false, 'policy.emergency'],
    ['1-1-2', false, 'policy.emergency'],
    ['12345', false, 'policy.number'],
    ['14155550100', false, 'policy.number'],
    ['+1415555O100', false, 'policy.number'],
    ['+١٤١٥٥٥٥٠١٠٠', false, 'policy.number'],
    ['+14155550100,,900', false, 'policy.number'],
    ['', false, 'policy.number'],
  ])('%s: %s by %s', (number, allowed, rule) => {
    expect(checkNumber(number, policy())).toMatchObject({ allowed, rule });
  });

  it.each<[string, Partial<DestinationPolicy>, boolean, string]>([
    ['+18765550100', { countries: ['JM'] }, true, 'policy.country'],
    ['+18765550100', { allowedPrefixes: ['+1876'] }, true, 'policy.prefix'],
    ['+18765550100', { allowedPrefixes: ['+1', '+', '', '+187'] }, false, 'policy.country'],
    ['+441534123456', { allowedPrefixes: ['+44'] }, false, 'policy.country'],
    ['+33123456789', { allowedPrefixes: ['+331'] }, true, 'policy.prefix'],
    ['+33123456789', { allowedPrefixes: ['33', '+3'] }, false, 'policy.country'],
    ['+33123456789', { allowedPrefixes: ['+331'], deniedPrefixes: ['+3312'] }, false, 'policy.denied-prefix'],
    ['+4930123456', { deniedPrefixes: ['+4930'] }, false, 'policy.denied-prefix'],
    ['+19005550100', { allowedPrefixes: ['+1900'] }, false, 'policy.premium'],
    ['+88161234567', { allowedPrefixes: ['+8816'], allowPremium: true }, false, 'policy.international'],
    ['+19005550100', { allowPremium: true }, true, 'policy.country'],
    ['+33899123456', { allowPremium: true }, false, 'policy.country'],
    ['+18005550100', { countries: ['CA'] }, true, 'policy.country'],
  ])('%s under %j: %s by %s', (number, changes, allowed, rule) => {
    expect(checkNumber(number, policy(changes))).toMatchObject({ allowed, rule });
  });

  it('judges any text whatever, and allows nothing that is no number', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^\+\d{1,17}$/),
      fc.stringMatching(/^[+0-9 -]{0,16}$/),
    );
    fc.assert(
      fc.property(text, (number) => {
        const { allowed } = checkNumber(number, policy());
        expect(allowed && !/^\+(?:1|49|44)[0-9]{5,13}$/.test(number)).toBe(false);
        expect(allowedPrefix(number, policy())).toBeNull();
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('checkSipUri', () => {
  const hosts = policy({ sipHosts: ['pbx.example.com', '*.sip.livekit.cloud', 'gw.pstn.twilio.com', '*.twilio.com'] });
  it.each([
    ['sip:alice@pbx.example.com', true, 'policy.sip-host'],
    ['sip:alice@PBX.example.com.:5061;transport=tls', true, 'policy.sip-host'],
    ['sip:+33123456789@pbx.example.com', true, 'policy.sip-host'],
    ['sip:x@proj.sip.livekit.cloud', true, 'policy.sip-host'],
    ['sip:x@pbx.example.com?X-Account=7', true, 'policy.sip-host'],
    ['sip:+4930123456@gw.pstn.twilio.com', true, 'policy.country'],
    ['sip:x@sip.livekit.cloud', false, 'policy.sip-host'],
    ['sip:x@evilsip.livekit.cloud', false, 'policy.sip-host'],
    ['sip:x@pbx.example.com.evil.com', false, 'policy.sip-host'],
    ['sip:x@192.0.2.1', false, 'policy.sip-host'],
    ['sip:+19005550100@pbx.example.com', false, 'policy.premium'],
    ['sip:+88161234567@pbx.example.com', false, 'policy.international'],
    ['sip:+33123456789@gw.pstn.twilio.com', false, 'policy.country'],
    ['sip:+33123456789@gw.pstn.twilio.com.', false, 'policy.country'],
    ['sip:+33123456789@gw.pstn.ie1.twilio.com', false, 'policy.country'],
    ['sip:+33123456789@GW.pstn.dublin.twilio.com;transport=tls', false, 'policy.country'],
    ['sip:+33123456789@pbx.example.com;user=phone', false, 'policy.country'],
    ['sip:0033123456789@gw.pstn.twilio.com', false, 'policy.number'],
    ['sip:911@gw.pstn.twilio.com', false, 'policy.emergency'],
    ['sip:gw.pstn.twilio.com', false, 'policy.number'],
    ['sip:x@pbx.example.com;maddr=192.0.2.1', false, 'policy.sip-uri'],
    ['sip:x@pbx.example.com;method=REFER', false, 'policy.sip-uri'],
    ['sip:x:secret@pbx.example.com', false, 'policy.sip-uri'],
    ['sip:x@pbx.example.com?Route=%3Csip:evil.com%3E', false, 'policy.sip-uri'],
    ['sip:x@pbx.example.com?X-Twilio-AccountSid=AC1', false, 'policy.sip-uri'],
    ['sip:x@evil.com@pbx.example.com', false, 'policy.sip-uri'],
    ['tel:+4930123456', false, 'policy.sip-uri'],
    [`sip:${'x'.repeat(300)}@pbx.example.com`, false, 'policy.sip-uri'],
  ])('%s: %s by %s', (uri, allowed, rule) => {
    expect(checkSipUri(uri, hosts)).toMatchObject({ allowed, rule });
  });
});
