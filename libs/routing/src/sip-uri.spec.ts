import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSipUri, sameSipUri } from './sip-uri.js';

describe('parseSipUri', () => {
  it.each([
    ['sip:alice@atlanta.com', { scheme: 'sip', user: 'alice', host: 'atlanta.com', port: null }],
    ['sips:alice@atlanta.com:5061', { scheme: 'sips', user: 'alice', port: 5061 }],
    ['SIP:Alice@ATLANTA.com', { scheme: 'sip', user: 'Alice', host: 'atlanta.com' }],
    ['sip:alice:secret@atlanta.com', { user: 'alice', password: 'secret' }],
    ['sip:alice:@atlanta.com', { user: 'alice', password: '' }],
    ['sip:atlanta.com', { user: null, host: 'atlanta.com' }],
    ['sip:+1-212-555-1212:1234@gateway.com;user=phone', { user: '+1-212-555-1212', password: '1234' }],
    ['sip:alice;day=tuesday@atlanta.com', { user: 'alice;day=tuesday' }],
    ['sip:a?b@atlanta.com', { user: 'a?b' }],
    ['sip:%61lice@atlanta.com', { user: 'alice' }],
    ['sip:j%C3%B6rg@atlanta.com', { user: 'jörg' }],
    ['sip:x@192.0.2.4', { host: '192.0.2.4' }],
    ['sip:x@[2001:db8::10]:5070', { host: '[2001:db8::10]', port: 5070 }],
    ['sip:x@[::ffff:192.0.2.4]', { host: '[::ffff:192.0.2.4]' }],
    ['sip:x@example.com.', { host: 'example.com.' }],
  ])('%s', (text, expected) => {
    expect(parseSipUri(text)).toMatchObject(expected);
  });

  it('reads parameters and headers, decoded, by names in lower case', () => {
    const uri = parseSipUri('sip:x@h.example;Transport=TCP;lr?User-to-User=616263%3Bencoding%3Dhex&X-A=b');
    expect([...(uri?.params ?? [])]).toEqual([
      ['transport', 'TCP'],
      ['lr', ''],
    ]);
    expect([...(uri?.headers ?? [])]).toEqual([
      ['user-to-user', '616263;encoding=hex'],
      ['x-a', 'b'],
    ]);
  });

  it.each([
    '',
    'sip:',
    'alice@atlanta.com',
    'http://atlanta.com',
    'tel:+14155550100',
    'sip:@atlanta.com',
    'sip:alice@',
    'sip:alice@bob@atlanta.com',
    'sip:alice@atlanta.com@evil.com',
    'sip:al ice@atlanta.com',
    'sip:alice@atlanta.com:99999',
    'sip:alice@atlanta.com:',
    'sip:alice@-atlanta.com',
    'sip:alice@atlanta..com',
    'sip:alice@1.2.3.256',
    'sip:alice@1.2.3',
    'sip:alice@[::1',
    'sip:alice@[1::2::3]',
    'sip:alice@[1:2:3:4:5:6:7]',
    'sip:alice@[12345::]',
    'sip:alice@h;=x',
    'sip:alice@h;a=1;A=2',
    'sip:alice@h?a',
    'sip:alice@h?a=1?b@c',
    'sip:alice@h?a=%0d%0aEvil:1',
    'sip:al%00ice@h',
    'sip:al%ice@h',
    'sip:al%ffice@h',
    'sip:alicé@h',
    'sip:alice@h\r\nX: y',
    `sip:${'a'.repeat(2_000)}@h`,
  ])('refuses %j', (text) => {
    expect(parseSipUri(text)).toBeNull();
  });

  it('never throws, and what it accepts has no control character in it', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('sip:', '@', ';', '?', '%0a', '[', ']', ':', '='),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const uri = parseSipUri(`sip:${parts.join('')}`);
        const text =
          uri === null
            ? ''
            : [uri.user, uri.password, uri.host, ...uri.params.values(), ...uri.headers.values()].join('');
        // oxlint-disable-next-line no-control-regex -- what must not get through
        expect(/[\u0000-\u001f\u007f]/.test(text)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('sameSipUri', () => {
  // The examples of RFC 3261 §19.1.4.
  it.each([
    ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp', true],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5', true],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;newparam=5', true],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off', false],
    ['sip:alice@atlanta.com?subject=x&priority=urgent', 'sip:alice@atlanta.com?priority=urgent&subject=x', true],
    ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP', false],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060', false],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp', false],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next', false],
    ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4', false],
    ['sip:bob@biloxi.com', 'sips:bob@biloxi.com', false],
  ])('%s and %s: %s', (one, other, expected) => {
    const [a, b] = [parseSipUri(one), parseSipUri(other)];
    expect(a !== null && b !== null && sameSipUri(a, b) && sameSipUri(b, a)).toBe(expected);
  });
});
