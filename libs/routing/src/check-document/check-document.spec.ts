import { describe, expect, it } from '@jest/globals';
import type { BusinessHours, Next, RoutingDocument, Target } from '../routing-document.js';
import { aDestination, aDocument, aGroup, aMember, aRoute, BERLIN, OTHER_OWN, OWN } from '../testing/samples.js';
import { checkDocument } from './check-document.js';
import type { DocumentFacts } from './document-facts.js';

const FACTS: DocumentFacts = {
  ownNumbers: new Map([
    [OWN, 'webhook'],
    [OTHER_OWN, 'trunk'],
  ]),
  agentIds: new Set(['reception']),
};
const AGENT: Target = { kind: 'agent', agentId: 'reception' };
const PHONE: Target = { kind: 'number', number: BERLIN };
const SORRY: Next = { kind: 'announcement', text: 'Sorry.', language: 'en-US' };
const OFFICE: BusinessHours = {
  name: 'Office',
  timeZone: 'Europe/Berlin',
  weekly: [{ day: 1, from: '09:00', to: '17:00' }],
  holidays: [{ date: '2026-12-25', name: 'Christmas', open: [] }],
};
const to = (destinationId: string): Next => ({ kind: 'destination', destinationId });
const forward = (condition: 'always' | 'busy' | 'no-answer', next: Next = SORRY, enabled = true) => ({
  id: condition,
  condition,
  enabled,
  to: next,
  ringSeconds: null,
});

const SOUND = aDocument({
  routes: {
    [OWN]: aRoute({ kind: 'ring-group', ringGroupId: 'sales' }, { hoursId: 'office', closed: to('mobile') }),
  },
  forwarding: { [OWN]: [forward('busy', { kind: 'number', number: '+4930999999' })] },
  ringGroups: { sales: aGroup([aMember(BERLIN), aMember('+4930123457')], { next: to('mobile') }) },
  destinations: { mobile: aDestination(PHONE, { next: SORRY }) },
  hours: { office: OFFICE },
  policy: { ...aDocument().policy, allowedPrefixes: ['+4930'], sipHosts: ['*.example.com', '[2001:db8::1]'] },
});

const codesOf = (document: RoutingDocument): string[] => checkDocument(document, FACTS).map(({ code }) => code);
const routed = (target: Target, changes: Parameters<typeof aRoute>[1] = {}): Partial<RoutingDocument> => ({
  routes: { [OWN]: aRoute(target, changes) },
});
const office = (changes: Partial<BusinessHours>): Partial<RoutingDocument> => ({
  hours: { office: { ...OFFICE, ...changes } },
});
const policy = (changes: Partial<RoutingDocument['policy']>): Partial<RoutingDocument> => ({
  policy: { ...SOUND.policy, ...changes },
});
const chain = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [
    `d${String(index)}`,
    aDestination(PHONE, { next: index === 11 ? SORRY : to(`d${String(index + 1)}`) }),
  ]),
);

describe('checkDocument', () => {
  it('finds nothing wrong with a sound document', () => {
    expect(checkDocument(SOUND, FACTS)).toEqual([]);
  });

  it('says where, what and what to do', () => {
    expect(
      checkDocument({ ...SOUND, ...routed({ ...AGENT, agentId: 'gone' }, { hoursId: 'office' }) }, FACTS),
    ).toContainEqual({
      code: 'missing_agent',
      severity: 'error',
      where: { kind: 'route', id: OWN },
      message: 'It names an agent that does not exist.',
      fix: 'Choose an agent that exists.',
    });
  });

  it.each<[string, Partial<RoutingDocument>]>([
    ['fallback_is_itself', { fallback: { kind: 'fallback' } }],
    ['missing_agent', routed({ kind: 'agent', agentId: 'constructor' })],
    ['missing_destination', routed(AGENT, { onBusy: to('gone') })],
    ['missing_ring_group', routed({ kind: 'ring-group', ringGroupId: 'gone' })],
    ['missing_hours', routed(AGENT, { hoursId: 'gone' })],
    ['own_number_without_route', routed({ kind: 'number', number: OTHER_OWN })],
    ['own_number_in_group', { ringGroups: { sales: aGroup([aMember(OTHER_OWN)]) } }],
    ['number_forbidden', routed({ kind: 'number', number: '+88161234567' })],
    ['number_forbidden', routed({ kind: 'number', number: '+8765550100' })],
    ['number_forbidden', routed({ kind: 'number', number: '911' })],
    ['number_forbidden', { ringGroups: { sales: aGroup([aMember('+19005550100')]) } }],
    ['number_not_listed', routed(AGENT, { onBusy: { kind: 'number', number: '+4940123456' } })],
    ['sip_forbidden', routed({ kind: 'sip', uri: 'sip:x@evil.com', uui: null })],
    ['client_invalid', routed({ kind: 'client', identity: '' })],
    ['uui_not_sendable', routed({ kind: 'sip', uri: 'sip:x@pbx.example.com', uui: 'a\r\nb' })],
    ['ring_seconds_out_of_range', routed(AGENT, { ringSeconds: 4 })],
    ['ring_seconds_out_of_range', { ringGroups: { sales: aGroup([aMember(BERLIN, 601)]) } }],
    ['ring_seconds_out_of_range', { destinations: { mobile: aDestination(PHONE, { ringSeconds: 7.5 }) } }],
    ['announcement_empty', { fallback: { kind: 'announcement', text: ' ', language: 'en-US' } }],
    ['announcement_too_long', { fallback: { kind: 'announcement', text: 'x'.repeat(4_097), language: 'en-US' } }],
    ['announcement_language', { fallback: { kind: 'announcement', text: 'x', language: 'English!' } }],
    ['group_empty', { ringGroups: { sales: aGroup([]) } }],
    ['hours_time_zone', office({ timeZone: 'Europe/Atlantis' })],
    ['hours_period', office({ weekly: [{ day: 1, from: '17:00', to: '09:00' }] })],
    ['hours_period', office({ weekly: [{ day: 1, from: '9:00', to: '17:00' }] })],
    ['hours_period', office({ holidays: [{ date: '2026-12-24', name: 'x', open: [{ from: '10:00', to: '24:01' }] }] })],
    ['hours_holiday', office({ holidays: [{ date: '2026-02-30', name: 'x', open: [] }] })],
    ['hours_never_open', office({ weekly: [] })],
    ['hours_overlap', office({ weekly: [...OFFICE.weekly, { day: 1, from: '16:00', to: '18:00' }] })],
    ['invalid_number', { forwarding: { '030 123': [forward('always')] } }],
    ['invalid_id', { destinations: { 'a b': aDestination(PHONE, { transferable: true }) } }],
    ['policy_country', policy({ countries: ['us'] })],
    ['policy_prefix', policy({ deniedPrefixes: ['0049'] })],
    ['policy_prefix_too_broad', policy({ allowedPrefixes: ['+1'] })],
    ['policy_prefix_too_broad', policy({ allowedPrefixes: ['+4'] })],
    ['policy_sip_host', policy({ sipHosts: ['*.com'] })],
    ['policy_max_call', policy({ maxCallSeconds: 0 })],
    ['number_not_owned', { routes: { [BERLIN]: aRoute(AGENT) } }],
    ['number_on_trunk', { routes: { [OTHER_OWN]: aRoute(PHONE) } }],
    ['rule_never_reached', { forwarding: { [OWN]: [forward('always'), forward('busy')] } }],
    ['rule_never_reached', { forwarding: { [OWN]: [forward('busy'), forward('busy')] } }],
    ['rule_never_reached', { forwarding: { [OTHER_OWN]: [forward('busy')] } }],
    ['member_twice', { ringGroups: { sales: aGroup([aMember(BERLIN), aMember(BERLIN)]) } }],
    ['hangs_up', routed(AGENT, { onBusy: { kind: 'hangup' } })],
    ['unused', { destinations: { ...SOUND.destinations, spare: aDestination(PHONE) } }],
    ['chain_too_long', { destinations: { ...chain }, ...routed(AGENT, { onBusy: to('d0') }) }],
    ['loop', { fallback: to('mobile'), destinations: { mobile: aDestination(PHONE) } }],
    ['loop', { destinations: { mobile: aDestination(PHONE, { next: to('mobile') }) } }],
    ['loop', { destinations: { mobile: aDestination({ kind: 'ring-group', ringGroupId: 'sales' }) } }],
    // The forward comes after the last member, and leads to the group again.
    [
      'loop',
      {
        forwarding: { [OWN]: [forward('no-answer', to('again'))] },
        destinations: { ...SOUND.destinations, again: aDestination({ kind: 'ring-group', ringGroupId: 'sales' }) },
      },
    ],
    ['loop', routed({ kind: 'number', number: OWN })],
    ['loop', { forwarding: { [OWN]: [forward('always', { kind: 'number', number: OWN })] } }],
  ])('%s: %j', (code, changes) => {
    expect(codesOf({ ...SOUND, ...changes })).toContain(code);
  });

  it('says nothing about what a group or an announcement never comes to', () => {
    const round = aDestination({ kind: 'ring-group', ringGroupId: 'sales' }, { next: to('round'), transferable: true });
    expect(codesOf({ ...SOUND, destinations: { ...SOUND.destinations, round } })).toEqual([]);
  });

  it('says nothing about a rule that is switched off', () => {
    const off = forward('always', { kind: 'number', number: OWN }, false);
    expect(codesOf({ ...SOUND, forwarding: { [OWN]: [off] } })).toEqual([]);
  });

  it('names the way round', () => {
    const document = { ...SOUND, fallback: to('mobile'), destinations: { mobile: aDestination(PHONE) } };
    expect(checkDocument(document, FACTS).find(({ code }) => code === 'loop')?.message).toBe(
      'A call may go round: “Mobile” → the fallback → “Mobile”.',
    );
  });

  it('is quick on a chain of ten thousand destinations', () => {
    const destinations = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [
        `d${String(index)}`,
        aDestination(PHONE, { next: to(`d${String(index + 1)}`) }),
      ]),
    );
    expect(codesOf({ ...SOUND, destinations, ...routed(AGENT, { onBusy: to('d0') }) })).toContain('chain_too_long');
  });
});
