import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { numberFromSipUri, parseCallTarget } from './call-target.js';
import { isE164 } from './e164.js';

describe('numberFromSipUri', () => {
  it.each([
    ['sip:+14155550100@example.com', '+14155550100'],
    ['sips:+14155550100@example.com:5061;transport=tls', '+14155550100'],
    ['sip:+1-415-555-0100@example.com', '+14155550100'],
    ['sip:+1(415)555.0100@example.com', '+14155550100'],
    ['sip:%2B14155550100@example.com', '+14155550100'],
    ['sip:+14155550100;npdi@example.com', '+14155550100'],
    ['sip:+14155550100:secret@example.com', '+14155550100'],
    ['"Alice" <sip:+14155550100@example.com>;tag=1', '+14155550100'],
    ['"a > b" <sip:+14155550100@example.com>', '+14155550100'],
    ['<sip:+14155550100@example.com;user=phone?User-to-User=61>', '+14155550100'],
    ['Alice <tel:+4930123456>', '+4930123456'],
    ['tel:+49-30-123456', '+4930123456'],
    ['tel:+4930123456;ext=5', '+4930123456'],
    ['sip:alice@example.com', null],
    ['sip:14155550100@example.com', null],
    ['sip:0014155550100@example.com', null],
    ['sip:911@example.com', null],
    ['sip:+911@example.com', null],
    ['sip:alice+14155550100@example.com', null],
    ['sip:+14155550100', null],
    ['sip:example.com;user=+14155550100', null],
    ['tel:5550100;phone-context=+1415', null],
    ['tel:911', null],
    ['tel:+1415555O100', null],
    ['sip:+١٤١٥٥٥٥٠١٠٠@example.com', null],
    ['sip:+%D9%A1%D9%A4%D9%A1%D9%A5%D9%A5%D9%A5%D9%A5@example.com', null],
    ['tel:+１４１５５５５０１００', null],
    ['sip:+14155550100@a@b', null],
    ['<sip:+14155550100@example.com', null],
    ['<sip:a@b><sip:+14155550100@example.com>', null],
    ['+14155550100', null],
    ['client:+14155550100', null],
    ['', null],
  ])('%s is %s', (text, expected) => {
    expect(numberFromSipUri(text)).toBe(expected);
  });

  it('finds every number that was put into a URI, and nothing but numbers in anything else', () => {
    const digits = fc.stringMatching(/^[1-9]\d{6,14}$/);
    fc.assert(
      fc.property(digits, (number) => expect(numberFromSipUri(`<sip:+${number}@h.example>`)).toBe(`+${number}`)),
    );
    const noise = fc.array(fc.oneof(fc.string(), fc.constantFrom('sip:', 'tel:', '+1415555', '<', '>', '@', '"', ';')));
    fc.assert(
      fc.property(noise, (parts) => {
        const found = numberFromSipUri(parts.join(''));
        expect(found === null || isE164(found)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is quick on hostile input', () => {
    for (const text of [
      `${' '.repeat(1_900)}<x`,
      `"${'\\"'.repeat(900)}<`,
      `<${'>;'.repeat(900)}`,
      `sip:${'a-'.repeat(600)}@`,
    ]) {
      expect(parseCallTarget(text)).toBeNull();
    }
  });
});
