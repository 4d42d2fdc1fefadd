import { describe, expect, it } from '@jest/globals';
import { SIPDispatchRule, SIPDispatchRuleInfo, SIPInboundTrunkInfo } from '@livekit/protocol';
import { normalizeNumber, refuseRuleConflicts, refuseTrunkConflicts, withNew } from './conflicts.js';

describe('normalizeNumber', () => {
  it.each([
    ['15550100', '+15550100'],
    ['+1 (555) 01-00', '+15550100'],
    ['+15550100', '+15550100'],
    ['anonymous', 'anonymous'],
    ['', ''],
    ['*', '*'],
  ])('%j is %j', (written, normalized) => {
    expect(normalizeNumber(written)).toBe(normalized);
  });
});

type TrunkFields = Partial<Pick<SIPInboundTrunkInfo, 'numbers' | 'allowedNumbers' | 'authUsername'>>;

function trunksConflict(first: TrunkFields, second: TrunkFields): boolean {
  try {
    const stored = new SIPInboundTrunkInfo({ ...second, sipTrunkId: 'ST_b' });
    refuseTrunkConflicts(withNew([stored], new SIPInboundTrunkInfo(first)));
    return false;
  } catch {
    return true;
  }
}

describe('two inbound trunks conflict', () => {
  const cases: [what: string, first: TrunkFields, second: TrunkFields, conflict: boolean][] = [
    ['on one shared number', { numbers: ['+1', '+2'] }, { numbers: ['+2', '+3'] }, true],
    ['not on different numbers', { numbers: ['+1'] }, { numbers: ['+2'] }, false],
    ['not when one takes any number', { numbers: ['+1'] }, {}, false],
    ['when both take any number, whatever their credentials', { authUsername: 'a' }, { authUsername: 'b' }, true],
    [
      'not for different callers',
      { numbers: ['+1'], allowedNumbers: ['+8'] },
      { numbers: ['+1'], allowedNumbers: ['+9'] },
      false,
    ],
    ['not when only one names callers', { numbers: ['+1'], allowedNumbers: ['+8'] }, { numbers: ['+1'] }, false],
  ];
  it.each(cases)('%s', (_what, first, second, conflict) => {
    expect(trunksConflict(first, second)).toBe(conflict);
    expect(trunksConflict(second, first)).toBe(conflict);
  });
});

interface RuleFields {
  readonly trunkIds?: string[];
  readonly numbers?: string[];
  readonly inboundNumbers?: string[];
  readonly pin?: string;
  readonly room?: string;
}

function ruleOf({ pin = '', room = 'r', ...fields }: RuleFields, sipDispatchRuleId = ''): SIPDispatchRuleInfo {
  const rule = new SIPDispatchRule({ rule: { case: 'dispatchRuleDirect', value: { roomName: room, pin } } });
  return new SIPDispatchRuleInfo({ ...fields, rule, sipDispatchRuleId, name: 'n' });
}

function rulesConflict(first: RuleFields, second: RuleFields): boolean {
  try {
    refuseRuleConflicts(withNew([ruleOf(second, 'SDR_b')], ruleOf(first)));
    return false;
  } catch {
    return true;
  }
}

describe('two dispatch rules conflict', () => {
  const cases: [what: string, first: RuleFields, second: RuleFields, conflict: boolean][] = [
    ['on one shared trunk, whatever the room', { trunkIds: ['a', 'b'] }, { trunkIds: ['b'], room: 'other' }, true],
    ['not with different PINs', { trunkIds: ['a'], pin: '1' }, { trunkIds: ['a'], pin: '2' }, false],
    ['not when one names no trunk', { trunkIds: ['a'] }, {}, false],
    ['when both name no trunk', {}, {}, true],
    ['not for different called numbers', { numbers: ['+1'] }, { numbers: ['+2'] }, false],
    ['not for different callers', { inboundNumbers: ['+1'] }, { inboundNumbers: ['+2'] }, false],
    ['for one number that is written in two ways', { numbers: ['+1'] }, { numbers: ['1'] }, true],
  ];
  it.each(cases)('%s', (_what, first, second, conflict) => {
    expect(rulesConflict(first, second)).toBe(conflict);
    expect(rulesConflict(second, first)).toBe(conflict);
  });

  it('and the refusal names the rule that was there first', () => {
    expect(() => {
      refuseRuleConflicts(withNew([ruleOf({}, 'SDR_b')], ruleOf({})));
    }).toThrow('already exists in dispatch rule "SDR_b" "n"');
  });

  it('a rule of no kind is refused before any comparison', () => {
    const empty = new SIPDispatchRuleInfo({ rule: new SIPDispatchRule() });
    expect(() => {
      refuseRuleConflicts([empty]);
    }).toThrow('unsupported SIP Dispatch Rule: <nil>');
  });
});
