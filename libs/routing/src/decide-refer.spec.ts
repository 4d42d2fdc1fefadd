import { describe, expect, it } from '@jest/globals';
import { decideAfterDial } from './after-dial.js';
import { decideClientCall } from './decide-client-call.js';
import { decideRefer } from './decide-refer.js';
import type { DialDecision, RouteDecision } from './decision.js';
import { aCall, aDestination, aDocument, aRoute, aSnapshot, BERLIN, NOON, OTHER_OWN, OWN } from './testing/samples.js';

const snapshot = aSnapshot(
  aDocument({
    routes: { [OWN]: aRoute({ kind: 'agent', agentId: 'reception' }) },
    destinations: {
      mobile: aDestination({ kind: 'number', number: '+491511234567' }, { transferable: true }),
      desk: aDestination(
        { kind: 'sip', uri: 'sip:desk@pbx.example.com;transport=tls', uui: null },
        { transferable: true },
      ),
      secret: aDestination({ kind: 'number', number: '+4915122222222' }),
    },
    policy: { ...aDocument().policy, allowedPrefixes: ['+4930'] },
  }),
);
const legsOf = (decision: RouteDecision): DialDecision['legs'] | string =>
  decision.action === 'dial' ? decision.legs : decision.action;
const AGENT = [{ kind: 'agent', agentId: 'reception', called: OWN }];
const number = (to: string) => [{ kind: 'number', number: to }];

describe('decideRefer', () => {
  it.each([
    ['a number that has a route', `sip:${OWN}@x.example`, AGENT],
    ['a transferable destination, by its number', '<tel:+491511234567>', number('+491511234567')],
    ['a transferable destination, by its id', 'sip:mobile@anywhere.example', number('+491511234567')],
    ['a number under an allowed prefix', 'tel:+49-30-123456', number(BERLIN)],
    ['a number that is only in an allowed country', 'tel:+12125550111', 'say'],
    ['a destination that may not be transferred to', 'tel:+4915122222222', 'say'],
    ['the same by its id', 'sip:secret@x.example', 'say'],
    ['an own number without a route', `tel:${OTHER_OWN}`, 'say'],
    ['an allowed host', 'sip:anybody@pbx.example.com', 'say'],
    ['an emergency number', 'tel:112', 'say'],
    ['a premium number', 'tel:+19005550100', 'say'],
    ['nothing', '', 'say'],
    ['no URI', '+4930123456', 'say'],
  ])('to %s', (_name, target, expected) => {
    expect(legsOf(decideRefer(aCall(), target, snapshot, NOON).decision)).toEqual(expected);
  });

  it('says that emergency numbers are not dialled', () => {
    const { trace } = decideRefer(aCall(), 'tel:112', snapshot, NOON);
    expect(trace.steps.map(({ rule }) => rule)).toEqual(['policy.emergency', 'refer', 'say']);
  });

  it('takes the User-to-User information of the transfer along, else that of the call', () => {
    const target = 'sip:desk@PBX.example.com;transport=tls';
    const leg = { kind: 'sip', uri: 'sip:desk@pbx.example.com;transport=tls' };
    const call = aCall({ uui: 'of the call' });
    expect(
      legsOf(decideRefer(call, `<${target}?User-to-User=6162%3Bencoding%3Dhex>`, snapshot, NOON).decision),
    ).toEqual([{ ...leg, uui: '6162;encoding=hex' }]);
    expect(legsOf(decideRefer(call, target, snapshot, NOON).decision)).toEqual([{ ...leg, uui: 'of the call' }]);
  });

  it('goes on to the fallback when the transfer is not answered', () => {
    const { decision } = decideRefer(aCall(), `tel:${BERLIN}`, snapshot, NOON);
    const cursor = decision.action === 'dial' ? decision.cursor : '';
    expect(
      decideAfterDial(aCall(), cursor, { status: 'no-answer' }, snapshot, NOON).trace.steps.map(({ rule }) => rule),
    ).toEqual(['dial-ended', 'fallback', 'say']);
  });
});

describe('decideClientCall', () => {
  const call = aCall({ from: 'client:bob', to: '', origin: 'client' });
  it.each([
    ['an own number', OWN, AGENT],
    ['another client', 'client:alice', [{ kind: 'client', identity: 'alice' }]],
    ['a telephone in an allowed country', '+12125550111', number('+12125550111')],
    ['the same as a SIP phone says it', 'sip:+12125550111@t.sip.twilio.com', number('+12125550111')],
    ['a destination by its id', 'mobile', number('+491511234567')],
    ['a destination by its URI', 'sip:desk@pbx.example.com;transport=tls', [expect.objectContaining({ kind: 'sip' })]],
    ['a SIP URI that is no destination', 'sip:x@pbx.example.com', 'say'],
    ['a telephone in another country', '+33123456789', 'say'],
    ['a number without a country', '0301234567', 'say'],
    ['a client without a name', 'client:', 'say'],
  ])('to %s', (_name, to, expected) => {
    expect(legsOf(decideClientCall(call, to, snapshot, NOON).decision)).toEqual(expected);
  });

  it('shows an own number and limits the call', () => {
    const { decision } = decideClientCall(call, '+12125550111', snapshot, NOON);
    expect(decision).toMatchObject({ callerId: OWN, timeLimitSeconds: 3_600 });
  });

  it.each(['911', '112', 'sip:911@t.sip.twilio.com', 'tel:110', '+1911'])(
    'says what to do instead of dialling %s',
    (to) => {
      const { decision, trace } = decideClientCall(call, to, snapshot, NOON);
      expect(decision).toMatchObject({ action: 'say', text: expect.stringContaining('Emergency') });
      expect(trace.steps.map(({ rule }) => rule)).toContain('policy.emergency');
    },
  );

  it.each([
    ['busy', 'busy'],
    ['no-answer', 'answered'],
    ['failed', 'reached'],
  ] as const)('tells the caller when it was %s, and does not go to the fallback', (status, word) => {
    const { decision } = decideClientCall(call, '+12125550111', snapshot, NOON);
    const cursor = decision.action === 'dial' ? decision.cursor : '';
    expect(decideAfterDial(call, cursor, { status }, snapshot, NOON).decision).toMatchObject({
      action: 'say',
      text: expect.stringContaining(word),
    });
  });
});
