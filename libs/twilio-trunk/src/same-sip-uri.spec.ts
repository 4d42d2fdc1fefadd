import { describe, expect, it } from '@jest/globals';
import { isSameSipUri } from './same-sip-uri.js';

describe('isSameSipUri', () => {
  it.each([
    ['sip:lk.example.com;transport=tcp', 'sip:LK.example.com:5060;transport=TCP'],
    ['sip:lk.example.com', 'SIP:lk.example.com:5060;transport=udp'],
    ['sip:lk.example.com;transport=tls', 'sip:lk.example.com:5061;transport=tls'],
    ['sip:lk.example.com;edge=dublin;transport=tcp', 'sip:lk.example.com;transport=tcp;edge=dublin'],
    ['sip:[2001:db8::1];transport=tcp', 'sip:[2001:DB8::1]:5060;transport=tcp'],
    ['not a uri', 'not a uri'],
  ])('%s is %s', (one, other) => {
    expect(isSameSipUri(one, other)).toBe(true);
  });

  it.each([
    ['sip:lk.example.com;transport=tcp', 'sip:lk.example.com'],
    ['sip:lk.example.com;transport=tcp', 'sip:lk.example.com;transport=tls'],
    ['sip:lk.example.com;transport=tcp', 'sip:lk.example.com:5062;transport=tcp'],
    ['sip:lk.example.com;transport=tcp', 'sip:eu.lk.example.com;transport=tcp'],
    ['sip:lk.example.com;transport=tcp', 'sip:+1415@lk.example.com;transport=tcp'],
    ['sip:lk.example.com;transport=tcp', 'sips:lk.example.com;transport=tcp'],
    ['sip:lk.example.com;transport=tcp', 'sip:lk.example.com;transport=tcp;edge=dublin'],
    ['sip:lk.example.com;transport=tcp', 'sip:lk.example.com;transport=tcp?X-A=b'],
  ])('%s is not %s', (one, other) => {
    expect(isSameSipUri(one, other)).toBe(false);
  });
});
