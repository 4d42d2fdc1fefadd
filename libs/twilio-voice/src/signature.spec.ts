import { createHash, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '@app/secrets';
import twilio from 'twilio';
import { readForm } from './form.js';
import { isBodyOf, isSignedBy, signableForm, signingKey } from './signature.js';
import { signedAddresses } from './signed-addresses.js';

const TOKEN = '12345';

const keysOf = (...tokens: readonly string[]): KeyObject[] =>
  tokens.map((token) => signingKey(new Secret(token))).filter((key) => key !== null);

function isAccepted(given: { url: string; body: string; signature: string; tokens?: readonly string[] }): boolean {
  const { origin, pathname, search } = new URL(given.url);
  const form = signableForm(readForm(Buffer.from(given.body)));
  return isSignedBy(
    keysOf(...(given.tokens ?? [TOKEN])),
    given.signature,
    signedAddresses(origin)(pathname + search),
    form,
  );
}

const FORM_URL = 'https://example.com/myapp.php?foo=1&bar=2';
const FORM_BODY = new URLSearchParams({
  To: '+18005551212',
  From: '+14158675310',
  Caller: '+14158675310',
  CallSid: 'CA1234567890ABCDE',
  Digits: '1234',
}).toString();
const FORM_SIGNATURE = 'L/OH5YylLD5NRKLltdqwSvS0BnU=';

const JSON_BODY = '{"CallSid":"CA1234567890ABCDE","Caller":"+12349013030"}';
const JSON_TARGET = `/myapp?bodySHA256=${createHash('sha256').update(JSON_BODY).digest('hex')}`;
const JSON_SIGNATURE = 'hPXmLwIy3Fgqv1i9KPmH/HhQ6zo=';

describe('a signed form', () => {
  const good = { url: FORM_URL, body: FORM_BODY, signature: FORM_SIGNATURE };

  it("is Twilio's when the published example says so", () => {
    expect(isAccepted(good)).toBe(true);
  });

  it.each([
    ['another value', { ...good, body: FORM_BODY.replace('1234', '1235') }],
    ['one field more', { ...good, body: `${FORM_BODY}&x=` }],
    ['another query', { ...good, url: `${FORM_URL}&x` }],
    ['another host', { ...good, url: FORM_URL.replace('example', 'example2') }],
    ['another scheme', { ...good, url: FORM_URL.replace('https', 'http') }],
    ['no signature', { ...good, signature: '' }],
    ['a longer signature', { ...good, signature: `${FORM_SIGNATURE}=` }],
    ['a signature that is no Latin text', { ...good, signature: '☎'.repeat(28) }],
    ['another token', { ...good, tokens: ['12346'] }],
    ['no token', { ...good, tokens: [] }],
  ])('is refused with %s', (_, given) => {
    expect(isAccepted(given)).toBe(false);
  });

  it('is refused when it was signed with an empty token, though HMAC would take one', () => {
    const signature = twilio.getExpectedTwilioSignature('', FORM_URL, {});
    expect(signingKey(new Secret(''))).toBeNull();
    expect(signingKey(null)).toBeNull();
    expect(isAccepted({ url: FORM_URL, body: '', signature, tokens: [''] })).toBe(false);
  });

  it('is good under the token before a rotation as long as that is among the keys', () => {
    expect(isAccepted({ ...good, tokens: ['new', TOKEN] })).toBe(true);
  });

  it.each([
    ['https://example.com:8443', 'https://example.com/x', true],
    ['https://example.com:8443', 'https://example.com:8443/x', true],
    ['https://example.com', 'https://example.com:443/x', true],
    ['http://example.com:8080', 'http://example.com:8080/x', true],
    ['http://example.com', 'http://example.com:80/x', true],
    ['https://[2001:db8::1]:8443', 'https://[2001:db8::1]/x', true],
    ['https://example.com/voice', 'https://example.com/voice/x', true],
    ['https://example.com:8443', 'https://example.com:8444/x', false],
    ['https://example.com', 'https://example.com:80/x', false],
  ])('to %s is good when Twilio signed %s: %s', (publicUrl, signed, expected) => {
    const signature = twilio.getExpectedTwilioSignature(TOKEN, signed, {});
    expect(isSignedBy(keysOf(TOKEN), signature, signedAddresses(publicUrl)('/x'), '')).toBe(expected);
  });
});

describe('a signed JSON body', () => {
  it("is Twilio's when the published example says so", () => {
    expect(isSignedBy(keysOf(TOKEN), JSON_SIGNATURE, signedAddresses('https://example.com')(JSON_TARGET), '')).toBe(
      true,
    );
    expect(isBodyOf(JSON_TARGET, Buffer.from(JSON_BODY))).toBe(true);
  });

  it.each([
    ['another body', JSON_TARGET, JSON_BODY.replace('Caller', 'Callee')],
    ['no hash', '/myapp', JSON_BODY],
    ['two hashes', `${JSON_TARGET}&${JSON_TARGET.slice(7)}`, JSON_BODY],
    ['a hash of another length', JSON_TARGET.slice(0, -1), JSON_BODY],
  ])('is refused with %s', (_, target, body) => {
    expect(isBodyOf(target, Buffer.from(body))).toBe(false);
  });
});

describe("Twilio's own helper as the oracle", () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });
  const fields = fc.array(fc.tuple(fc.oneof(fc.constantFrom('To', 'From', 'a', 'A', 'z1'), text), text), {
    maxLength: 8,
  });
  const path = fc.stringMatching(/^\/[a-z0-9/]{0,12}(?:\?[a-z]{1,3}=[A-Za-z0-9_-]{0,6})?$/);
  const origin = fc.constantFrom(
    'https://a.example',
    'https://a.example:8443',
    'http://a.example',
    'http://a.example:81',
  );
  const damage = fc.constantFrom('none', 'body', 'signature', 'token', 'url');

  it('agrees on 10,000 random requests, sound and damaged', () => {
    let accepted = 0;
    fc.assert(
      fc.property(origin, path, fields, damage, fc.string({ minLength: 1 }), (base, target, pairs, what, token) => {
        const params: Record<string, string | string[]> = Object.create(null) as Record<string, string[]>;
        for (const [name, value] of pairs) params[name] = [...(params[name] ?? []), value];
        const signature = twilio.getExpectedTwilioSignature(token, base + target, params);
        const body = new URLSearchParams(pairs).toString() + (what === 'body' ? '&damaged=1' : '');
        if (what === 'body') params['damaged'] = [...(params['damaged'] ?? []), '1'];
        const given = {
          url: base + target + (what === 'url' ? 'x' : ''),
          signature: what === 'signature' ? `A${signature.slice(1)}` : signature,
          token: what === 'token' ? `${token}x` : token,
        };
        const expected = twilio.validateRequest(given.token, given.signature, given.url, params);
        const addresses = signedAddresses(base)(given.url.slice(base.length));
        const form = signableForm(readForm(Buffer.from(body)));
        expect(isSignedBy(keysOf(given.token), given.signature, addresses, form)).toBe(expected);
        if (expected) accepted += 1;
      }),
      { numRuns: 10_000 },
    );
    expect(accepted).toBeGreaterThan(1_000);
  });
});
