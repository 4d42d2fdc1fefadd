import type { SeededRandom } from '../harness/seeded-random.js';

/** What has broken XML, SIP or TwiML somewhere before. */
const FRAGMENTS = [
  '</Say>',
  '<Dial>+19005550100</Dial>',
  '</Response><Response>',
  '"><Hangup/>',
  `' record="record-from-ringing`,
  ']]>',
  '<![CDATA[',
  '<!--',
  '-->',
  '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
  '&x;',
  '&amp;',
  '&#0;',
  '&#xD;',
  '<?php ?>',
  '\r\nX-Evil: 1',
  '\r\n\r\n',
  '%0d%0aX-Evil:%201',
  '?X-Twilio-AccountSid=AC0',
  '&User-to-User=other',
  ';transport=udp',
  '@evil.example',
  'sip:',
  '\0',
  '\u0001',
  '\u000B',
  '\u007F',
  '\u0085',
  '\u2028',
  '\uD800',
  '\uDFFF',
  '\uDFFF\uD800',
  '\uFFFE',
  '\uFFFF',
  '\uFEFF',
  '😀',
  'Zoë',
  'مرحبا',
  '\u202E',
  '{{7*7}}',
  '${x}',
  '%',
  '%zz',
  '+',
  ' ',
  '\t',
  '\n',
] as const;

/** Fragments and random UTF-16, at most some forty characters and sometimes very many. */
export function nastyText(random: SeededRandom): string {
  let text = '';
  const parts = 1 + random.below(5);
  for (let part = 0; part < parts; part += 1) {
    text += random.chance(0.6)
      ? random.pick(FRAGMENTS)
      : Array.from({ length: random.below(8) }, () => String.fromCharCode(random.below(0x10000))).join('');
  }
  return random.chance(0.02) ? text.repeat(200) : text;
}
