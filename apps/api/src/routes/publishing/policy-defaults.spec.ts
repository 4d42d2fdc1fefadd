import { describe, expect, it } from '@jest/globals';
import { coversLiveKit } from './policy-defaults.js';

describe('SIP hosts that are our own LiveKit', () => {
  it.each([
    ['abc.sip.livekit.cloud', 'abc.sip.livekit.cloud', true],
    ['abc.eu.sip.livekit.cloud', 'abc.sip.livekit.cloud', true],
    ['*.sip.livekit.cloud', 'abc.sip.livekit.cloud', true],
    ['*.eu.sip.livekit.cloud', 'abc.sip.livekit.cloud', true],
    ['abcd.sip.livekit.cloud', 'abc.sip.livekit.cloud', false],
    ['pbx.example.com', 'abc.sip.livekit.cloud', false],
    ['*.example.com', 'sip.example.com', true],
    ['sip.example.com', 'sip.example.com', true],
    ['pbx.example.com', 'sip.example.com', false],
  ])('%s covers %s: %s', (entry, livekit, covers) => {
    expect(coversLiveKit(entry, livekit)).toBe(covers);
  });
});
