import { describe, expect, it } from '@jest/globals';
import { checkDocument, emptyDocument, type RoutingDocument } from '@app/routing';
import type { RoutingDraft } from '../drafts/routing-draft.js';
import { compileDocument } from './compile-document.js';
import { diffDocuments, isSameDocument } from './diff-documents.js';
import { countriesOf } from './policy-defaults.js';

const NUMBER = '+4930123456';
const DATES = { user_id: 'u', created_at: '', updated_at: '' };
const DEFAULTS = { countries: ['DE'], sipHosts: ['livekit.example.com'] };
const FALLBACK = { kind: 'fallback' } as const;
const ADA = { kind: 'client', identity: 'ada' } as const;

const EMPTY: RoutingDraft = {
  routes: [],
  forwarding: [],
  ring_groups: [],
  destinations: [],
  hours: [],
  agents: [],
  numbers: [],
  draft: null,
  settings: null,
  published: null,
};
const ROUTE = {
  ...DATES,
  id: 'r',
  phone_number: NUMBER,
  hours_id: 'h',
  target: ADA,
  closed: { kind: 'hangup' },
  ring_seconds: 30,
  on_busy: { kind: 'destination', destinationId: 'd' },
  on_no_answer: FALLBACK,
  on_failure: FALLBACK,
  caller_id: 'called',
  record: 'record-from-answer',
} as const;
const RULE = {
  ...DATES,
  id: 'f1',
  phone_number: NUMBER,
  forwarding_type: 'busy',
  is_active: false,
  forward_to: { kind: 'hangup' },
  ring_timeout: 15,
  position: 0,
  sort_key: '',
} as const;
const POLICY = {
  id: 'p',
  user_id: 'u',
  updated_at: '',
  countries: null,
  allowed_prefixes: null,
  denied_prefixes: null,
  sip_hosts: null,
  allow_premium: null,
  max_call_seconds: null,
  fallback: null,
};
const HOURS = { ...DATES, id: 'h', name: 'Office', time_zone: 'Europe/Berlin', weekly: [], holidays: [] };
const DESTINATION = { ...DATES, id: 'd', name: 'R', target: ADA, ring_seconds: 10, next: FALLBACK, transferable: true };
const GROUP = { ...DATES, id: 'g', name: 'G', strategy: 'sequential', members: [], next: FALLBACK };
const AGENT = { ...DATES, id: 'a', name: 'Front', agent_name: 'front' };

const compile = (draft: Partial<RoutingDraft>): RoutingDocument => compileDocument({ ...EMPTY, ...draft }, DEFAULTS);

describe('compileDocument', () => {
  it('makes of nothing what is in force before anything is published, and of which nothing is wrong', () => {
    const document = compile({});
    const empty = emptyDocument(['DE']);
    expect(document).toEqual({ ...empty, policy: { ...empty.policy, sipHosts: ['livekit.example.com'] } });
    expect(checkDocument(document, { ownNumbers: new Map(), agentIds: new Set() })).toEqual([]);
  });

  it.each<[string, Partial<RoutingDraft>, object]>([
    [
      'a route by its number',
      { routes: [ROUTE] },
      {
        routes: {
          [NUMBER]: {
            hoursId: 'h',
            target: ADA,
            closed: { kind: 'hangup' },
            ringSeconds: 30,
            onBusy: { kind: 'destination', destinationId: 'd' },
            onNoAnswer: FALLBACK,
            onFailure: FALLBACK,
            callerId: 'called',
            record: 'record-from-answer',
          },
        },
      },
    ],
    [
      'the rules of a number in their order, those that are off too',
      { forwarding: [RULE, { ...RULE, id: 'f2', is_active: true, ring_timeout: null }] },
      {
        forwarding: {
          [NUMBER]: [
            { id: 'f1', condition: 'busy', enabled: false, to: { kind: 'hangup' }, ringSeconds: 15 },
            { id: 'f2', condition: 'busy', enabled: true, to: { kind: 'hangup' }, ringSeconds: null },
          ],
        },
      },
    ],
    [
      'a ring group',
      { ring_groups: [GROUP] },
      { ringGroups: { g: { name: 'G', strategy: 'sequential', members: [] } } },
    ],
    [
      'a destination',
      { destinations: [DESTINATION] },
      { destinations: { d: { name: 'R', target: ADA, ringSeconds: 10, next: FALLBACK, transferable: true } } },
    ],
    ['hours', { hours: [HOURS] }, { hours: { h: { name: 'Office', timeZone: 'Europe/Berlin' } } }],
    ['agents', { agents: [AGENT] }, { agents: { a: { name: 'Front', agentName: 'front' } } }],
    [
      'a policy that says something',
      { draft: { ...POLICY, countries: ['AT'], allowed_prefixes: ['+49'], allow_premium: true } },
      { policy: { countries: ['AT'], allowedPrefixes: ['+49'], allowPremium: true, maxCallSeconds: 3_600 } },
    ],
    ['a policy that allows no country', { draft: { ...POLICY, countries: [] } }, { policy: { countries: [] } }],
    ['a fallback', { draft: { ...POLICY, fallback: { kind: 'hangup' } } }, { fallback: { kind: 'hangup' } }],
  ])('puts %s where it belongs', (_, draft, part) => {
    expect(compile(draft)).toMatchObject(part);
  });
});

describe('diffDocuments', () => {
  it('finds nothing where only the order of rows or of fields is another', () => {
    const other = { ...ROUTE, id: 'r2', phone_number: '+4930123457' };
    const [one, two] = [compile({ routes: [ROUTE, other] }), compile({ routes: [other, ROUTE] })];
    const reordered = Object.fromEntries(Object.entries(two).toReversed()) as unknown as RoutingDocument;
    expect(isSameDocument(one, reordered)).toBe(true);
  });

  it('names what was added, removed and changed, with both sides', () => {
    const before = compile({ routes: [ROUTE], agents: [AGENT] });
    const after = compile({
      routes: [{ ...ROUTE, ring_seconds: 31 }],
      hours: [HOURS],
      draft: { ...POLICY, countries: [] },
    });
    expect(diffDocuments(before, after).map(({ section, key, change }) => [section, key, change])).toEqual([
      ['routes', NUMBER, 'changed'],
      ['hours', 'h', 'added'],
      ['agents', 'a', 'removed'],
      ['policy', '', 'changed'],
    ]);
    expect(diffDocuments(before, after)[0]).toMatchObject({ before: { ringSeconds: 30 }, after: { ringSeconds: 31 } });
  });
});

describe('countriesOf', () => {
  it.each([
    [[], []],
    [['+4930123456', '+4989123456'], ['DE']],
    [
      ['+442071234567', '+4930123456'],
      ['DE', 'GB'],
    ],
    [['+14155550100'], ['US']],
    [['+18765550100'], ['JM']],
    [['+18005550100'], []],
    [['+881612345678'], []],
  ])('%j are in %j', (numbers, countries) => {
    expect(countriesOf(numbers)).toEqual(countries);
  });
});
