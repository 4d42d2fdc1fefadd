import { describe, expect, it } from '@jest/globals';
import type { FaultSpec, Target } from './fault-rules.js';
import { FaultRules } from './fault-rules.js';

const TARGET: Target = {
  vendor: 'twilio',
  method: 'POST',
  path: '/v1/Trunks',
  host: 'trunking.twilio.com',
  accounts: ['ACa', 'ACb'],
};

const struck = (spec: FaultSpec, target: Partial<Target> = {}): boolean => {
  const rules = new FaultRules();
  rules.add(spec);
  return rules.plan({ ...TARGET, ...target }, undefined).disruption !== undefined;
};

describe('a fault rule matches', () => {
  const cases: [spec: FaultSpec, target: Partial<Target>, hit: boolean][] = [
    [{ kind: '429' }, {}, true],
    [{ kind: '429', vendor: 'livekit' }, {}, false],
    [{ kind: '429', method: 'post' }, {}, true],
    [{ kind: '429', method: 'GET' }, {}, false],
    [{ kind: '429', path: '^/v1/Trunks$' }, {}, true],
    [{ kind: '429', path: '^/v1/Trunks$' }, { path: '/v1/Trunks/TK1' }, false],
    [{ kind: '429', host: 'api.twilio.com' }, {}, false],
    [{ kind: '429', account: 'ACb' }, {}, true],
    [{ kind: '429', account: 'ACc' }, {}, false],
    [{ kind: '429', afterMs: 60_000 }, {}, false],
  ];
  it.each(cases)('%j on %j: %s', (spec, target, hit) => {
    expect(struck(spec, target)).toBe(hit);
  });
});

describe('several rules', () => {
  it('are used up one after the other, not all at once', () => {
    const rules = new FaultRules();
    rules.add({ kind: '429' });
    rules.add({ kind: '500-after' });
    const kinds = [1, 2, 3].map(() => rules.plan(TARGET, undefined).disruption?.kind);
    expect(kinds).toEqual(['429', '500-after', undefined]);
  });

  it('add their conditions to whatever else strikes', () => {
    const rules = new FaultRules();
    rules.add({ kind: 'latency', ms: 10 });
    rules.add({ kind: 'latency', ms: 5 });
    rules.add({ kind: 'list-lag', ms: 100 });
    rules.add({ kind: 'quota-full' });
    rules.add({ kind: 'reset' });
    const plan = rules.plan(TARGET, undefined);
    expect([plan.latencyMs, plan.conditions, plan.disruption?.act.kind]).toEqual([
      15,
      { listLagMs: 100, quotaFull: true },
      'reset',
    ]);
  });

  it('give way to a fault named in the header, and are kept for the next request', () => {
    const rules = new FaultRules();
    rules.add({ kind: '429' });
    expect(rules.plan(TARGET, 'timeout-after; ms=20').disruption).toMatchObject({ kind: 'timeout-after', ms: 20 });
    expect(rules.plan(TARGET, 'no such fault').disruption?.kind).toBe('429');
  });
});
