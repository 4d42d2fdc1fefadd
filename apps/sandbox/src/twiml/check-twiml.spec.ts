import { describe, expect, it } from '@jest/globals';
import { checkTwiml, elementsOf, textOf } from './check-twiml.js';

const inside = (text: string) => checkTwiml(`<?xml version="1.0" encoding="UTF-8"?>\n<Response>${text}</Response>`);

describe('checkTwiml', () => {
  it('reads text, entities, CDATA and comments', () => {
    const { root, problems } = inside('<!-- x --><Say language="en-US">a &amp; &#x62;<![CDATA[<c>]]></Say>');
    expect(problems).toEqual([]);
    const [say] = root ? elementsOf(root) : [];
    expect([say?.attributes['language'], say && textOf(say)]).toEqual(['en-US', 'a & b<c>']);
  });

  it.each([
    ['nothing', ''],
    ['an unclosed element', '<Response><Say>x</Response>'],
    ['two roots', '<Response/><Response/>'],
    ['a stray ampersand', '<Response><Say>a & b</Say></Response>'],
    ['an unknown entity', '<Response><Say>&nbsp;</Say></Response>'],
    ['a document type', '<!DOCTYPE x [<!ENTITY a "b">]><Response/>'],
    ['an attribute twice', '<Response><Pause length="1" length="2"/></Response>'],
    ['an attribute without quotes', '<Response><Pause length=1/></Response>'],
    ['a control character', '<Response><Say>\u0000</Say></Response>'],
    ['a control character by reference', '<Response><Say>&#0;</Say></Response>'],
    ['another root', '<Answer/>'],
    ['< in an attribute', '<Response><Dial action="<"/></Response>'],
  ])('refuses %s as no XML that it could execute', (_what, text) => {
    const { root, problems } = checkTwiml(text);
    expect(root).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual([12_100]);
  });

  it.each([
    ['an unknown verb', '<Speak>x</Speak>', 'Speak'],
    ['a verb in lower case', '<say>x</say>', 'say'],
    ['a noun outside its verb', '<Number>+15005550006</Number>', 'Number'],
    ['text between verbs', 'hello', 'text'],
    ['a noun without an address', '<Dial><Number/></Dial>', 'Number'],
  ])('refuses %s', (_what, text, word) => {
    const { root, problems } = inside(text);
    expect(root).toBeUndefined();
    expect(problems).toMatchObject([{ code: 12_200, fatal: true, detail: expect.stringContaining(word) }]);
  });

  it.each([
    ['an unknown attribute', '<Dial timeOut="5">x</Dial>'],
    ['a time that Twilio does not take', '<Dial timeout="4">x</Dial>'],
    ['an unknown event', '<Dial><Number statusCallback="/x" statusCallbackEvent="ended">x</Number></Dial>'],
    ['an unknown way of recording', '<Dial record="record-from-start">x</Dial>'],
  ])('warns of %s and goes on', (_what, text) => {
    const { root, problems } = inside(text);
    expect(root).toBeDefined();
    expect(problems).toMatchObject([{ code: 12_200, fatal: false }]);
  });

  it('repeats no password', () => {
    const { problems } = inside('<Dial><Number username="u" password="hunter2">x</Number></Dial>');
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});
