import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DialDecision, Leg, RouteDecision } from '@app/routing';
import { Secret } from '@app/secrets';
import twilio from 'twilio';
import { EVENT_DELIVERY, VOICE_DELIVERY } from './delivery.js';
import { hookAddresses } from './hook-addresses.js';
import { renderTwiml, type TwimlContext } from './render-twiml.js';
import { cleanText } from './xml.js';

const HOOKS = 'https://voice.example.com/webhooks/twilio/0123456789abcdef';
const AGENT = '5f1c2a34-0000-4000-8000-000000000001';

const CONTEXT: TwimlContext = {
  hooks: hookAddresses(HOOKS),
  agentHost: 'abc.sip.livekit.cloud',
  agentTransport: 'tls',
  agentEndpoints: new Map([[AGENT, { sipUser: 'tl-agent-1', sipPassword: new Secret('Pa<ss"1&2') }]]),
  isFirstDial: true,
};

const DIAL: DialDecision = {
  action: 'dial',
  legs: [{ kind: 'number', number: '+4930123456' }],
  sequential: false,
  timeoutSeconds: 20,
  timeLimitSeconds: null,
  callerId: null,
  record: 'do-not-record',
  referable: false,
  cursor: 'v3.r.0',
};

/** The same document by Twilio's SDK. It throws on what XML cannot hold, so it is given clean texts. */
function oracle(decision: RouteDecision, context: TwimlContext): string {
  const response = new twilio.twiml.VoiceResponse();
  if (decision.action === 'say') {
    response.say({ language: cleanText(decision.language) as 'en-US' }, cleanText(decision.text));
    response.hangup();
  } else if (decision.action === 'reject') response.reject({ reason: decision.reason });
  else if (decision.action === 'hangup') response.hangup();
  else oracleDial(response, decision, context);
  return response.toString();
}

function oracleDial(response: twilio.twiml.VoiceResponse, decision: DialDecision, context: TwimlContext): void {
  const reachable = decision.legs.filter((leg) => leg.kind !== 'agent' || context.agentEndpoints.has(leg.agentId));
  if (reachable.length === 0) {
    response.hangup();
    return;
  }
  const cursor = encodeURIComponent(decision.cursor);
  const isRecorded = decision.record !== 'do-not-record';
  const dial = response.dial({
    action: `${HOOKS}/dial-ended?c=${cursor}${VOICE_DELIVERY}`,
    answerOnBridge: true,
    timeout: decision.timeoutSeconds,
    ...(decision.timeLimitSeconds === null ? {} : { timeLimit: decision.timeLimitSeconds }),
    ...(decision.callerId === null ? {} : { callerId: cleanText(decision.callerId) }),
    ...(decision.sequential ? { sequential: true } : {}),
    ...(isRecorded
      ? {
          record: decision.record,
          recordingStatusCallback: `${HOOKS}/recording${EVENT_DELIVERY}`,
          recordingStatusCallbackEvent: ['in-progress', 'completed', 'absent'] as const,
        }
      : {}),
    ...(decision.referable && context.isFirstDial ? { referUrl: `${HOOKS}/refer?c=${cursor}${VOICE_DELIVERY}` } : {}),
  } as Parameters<typeof response.dial>[0]);
  for (const leg of reachable) oracleNoun(dial, leg, context);
}

function oracleNoun(dial: ReturnType<twilio.twiml.VoiceResponse['dial']>, leg: Leg, context: TwimlContext): void {
  const callbacks = {
    statusCallback: `${HOOKS}/status${EVENT_DELIVERY}`,
    statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'] as ('initiated' | 'ringing')[],
  };
  if (leg.kind === 'number') dial.number(callbacks, cleanText(leg.number));
  if (leg.kind === 'client') dial.client(callbacks, cleanText(leg.identity));
  if (leg.kind === 'sip') dial.sip(callbacks, cleanText(leg.uri) + (leg.uui === null ? '' : uuiOf(leg.uri, leg.uui)));
  if (leg.kind === 'agent') {
    const endpoint = context.agentEndpoints.get(leg.agentId);
    const login = { username: endpoint?.sipUser ?? '', password: endpoint?.sipPassword.reveal() ?? '' };
    const called = escaped(leg.called);
    dial.sip(
      { ...login, ...callbacks },
      `sip:${login.username}@abc.sip.livekit.cloud;transport=tls?X-Trunkline-Called=${called}`,
    );
  }
}

const uuiOf = (uri: string, uui: string) => `${uri.includes('?') ? '&' : '?'}User-to-User=${escaped(uui)}`;
/** Every byte but letters and digits, by another way than the product's. */
const escaped = (text: string) =>
  Buffer.from(cleanText(text).replace(/\p{Cc}/gu, ''))
    .toString('latin1')
    .replace(/[^A-Za-z0-9]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

/** An element without content can be written in two ways; the SDK takes the shorter one. */
const withShortEmpties = (xml: string) => xml.replace(/<(\w+)((?: \w+="[^"]*")*)><\/\1>/g, '<$1$2/>');

// Any UTF-16, halves of pairs and control characters included.
const anything = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.array(fc.nat(0xffff), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '</Say><Dial>+1900</Dial>',
    '"><Hangup/>',
    ']]>',
    '&amp;',
    '<!--',
    '\r\nX-Evil: 1',
    '?X-Evil=1',
    '\0',
  ),
);

const leg: fc.Arbitrary<Leg> = fc.oneof(
  fc.record({ kind: fc.constant('agent' as const), agentId: fc.constantFrom(AGENT, 'unknown'), called: anything }),
  fc.record({ kind: fc.constant('sip' as const), uri: anything, uui: fc.option(anything) }),
  fc.record({ kind: fc.constant('number' as const), number: anything }),
  fc.record({ kind: fc.constant('client' as const), identity: anything }),
);

const dial: fc.Arbitrary<DialDecision> = fc.record({
  action: fc.constant('dial' as const),
  legs: fc.array(leg, { minLength: 1, maxLength: 10 }),
  sequential: fc.boolean(),
  timeoutSeconds: fc.integer({ min: 5, max: 600 }),
  timeLimitSeconds: fc.option(fc.integer({ min: 60, max: 14_400 })),
  callerId: fc.option(anything),
  record: fc.constantFrom('do-not-record' as const, 'record-from-answer-dual' as const),
  referable: fc.boolean(),
  cursor: fc.stringMatching(/^[A-Za-z0-9._~-]{1,200}$/),
});

const decision: fc.Arbitrary<RouteDecision> = fc.oneof(
  { weight: 6, arbitrary: dial },
  fc.record({ action: fc.constant('say' as const), text: anything, language: anything }),
  fc.record({ action: fc.constant('reject' as const), reason: fc.constantFrom('busy' as const, 'rejected' as const) }),
  fc.constant({ action: 'hangup' as const }),
);

describe('a decision as TwiML', () => {
  it("is the document that Twilio's SDK writes, for 10,000 random decisions", () => {
    fc.assert(
      fc.property(decision, fc.boolean(), (given, isFirstDial) => {
        const context = { ...CONTEXT, isFirstDial };
        expect(withShortEmpties(renderTwiml(given, context))).toBe(oracle(given, context));
      }),
      { numRuns: 10_000 },
    );
  });

  it('says what is wanted of a plain call', () => {
    expect(renderTwiml({ ...DIAL, callerId: '+14155550100', timeLimitSeconds: 3600 }, CONTEXT)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response>' +
        `<Dial action="${HOOKS}/dial-ended?c=v3.r.0#rc=1&amp;rp=ct,rt,5xx&amp;ct=1500&amp;rt=5000" answerOnBridge="true"` +
        ' timeout="20" timeLimit="3600" callerId="+14155550100">' +
        `<Number statusCallback="${HOOKS}/status#rc=3&amp;rp=ct,rt,5xx&amp;ct=2000&amp;rt=4000&amp;tt=14000"` +
        ' statusCallbackEvent="initiated ringing answered completed">+4930123456</Number></Dial></Response>',
    );
  });

  it('asks for REFERs on the first Dial of a call and on no other', () => {
    const referable = { ...DIAL, referable: true };
    expect(renderTwiml(referable, CONTEXT)).toContain('referUrl=');
    expect(renderTwiml(referable, { ...CONTEXT, isFirstDial: false })).not.toContain('referUrl=');
    expect(renderTwiml(DIAL, CONTEXT)).not.toContain('referUrl=');
  });

  it('encodes User-to-User information, and sends it on SIP only', () => {
    const legs: Leg[] = [
      { kind: 'sip', uri: 'sip:a@pbx.example', uui: '04C8;encoding=hex' },
      { kind: 'sip', uri: 'sip:b@pbx.example?X-A=1', uui: 'a b' },
      { kind: 'number', number: '+4930123456' },
    ];
    const twiml = renderTwiml({ ...DIAL, legs }, CONTEXT);
    expect(twiml).toContain('>sip:a@pbx.example?User-to-User=04C8%3Bencoding%3Dhex<');
    expect(twiml).toContain('>sip:b@pbx.example?X-A=1&amp;User-to-User=a%20b<');
    expect(twiml.match(/User-to-User/g)).toHaveLength(2);
  });

  it('leaves out User-to-User information that is longer than Twilio takes', () => {
    const legs: Leg[] = [{ kind: 'sip', uri: 'sip:a@pbx.example', uui: 'x'.repeat(1_011) }];
    expect(renderTwiml({ ...DIAL, legs }, CONTEXT)).toContain('>sip:a@pbx.example<');
  });

  it('ends a call of which no leg can be dialled', () => {
    const legs: Leg[] = [{ kind: 'agent', agentId: 'unknown', called: '+14155550100' }];
    expect(renderTwiml({ ...DIAL, legs }, CONTEXT)).toContain('<Response><Hangup/></Response>');
  });
});
