import { differing, unwanted, sameEntries, sameSet } from './differences.js';
import { forAgent, keySuffix, type SideState } from './inbound-sides.js';
import type { SipAction } from './sip-action.js';
import type { SipLedger } from './sip-ledger.js';
import { isSameMark, markFor } from './sip-mark.js';
import type { DesiredDispatchRule, DesiredInbound, ObservedDispatchRule, SipMark } from './sip-types.js';

/**
 * The rules of all sides, each after the trunk that it must name. `planned` are the actions on the trunks. A rule that has to go does so
 * before any other is written: LiveKit refuses a second one on a trunk.
 */
export function planRules(
  sides: readonly SideState[],
  mark: SipMark,
  ledger: SipLedger,
  planned: readonly SipAction[],
): SipAction[] {
  const allRemovals = sides.flatMap(({ surplusRules }) => surplusRules);
  return sides.flatMap((state) => {
    const { wanted, rule, trunk, surplusRules } = state;
    const removals = surplusRules.map(removeRule);
    if (wanted === null) return removals;
    const sideMark = markFor(mark, wanted.side);
    const inTheWay = allRemovals.filter(
      (other) => surplusRules.includes(other) || (trunk !== null && other.trunkIds.includes(trunk.inboundTrunkId)),
    );
    const made = ['create', 'record'].map((verb) => `livekit.inbound-trunk.${verb}${keySuffix(wanted.side)}`);
    const dependsOn = [
      ...planned.flatMap(({ key }) => (made.includes(key) ? [key] : [])),
      ...inTheWay.map((other) => removeRule(other).key),
    ];
    if (rule === null) return [...removals, createRule(wanted, sideMark, dependsOn)];
    const fields = ruleDifference(wanted.rule, rule, trunk?.inboundTrunkId ?? null, sideMark);
    return [
      ...removals,
      ...(fields.length === 0 ? [] : [updateRule(wanted, rule, sideMark, fields, dependsOn)]),
      ...(ledger.dispatchRules.some(({ id }) => id === rule.dispatchRuleId) ? [] : [recordRule(wanted, rule)]),
    ];
  });
}

export function removeRule(rule: ObservedDispatchRule): SipAction {
  return {
    key: `livekit.dispatch-rule.delete.${rule.dispatchRuleId}`,
    system: 'livekit',
    type: 'delete-dispatch-rule',
    effect: 'remove',
    dependsOn: [],
    summary: `Delete the LiveKit dispatch rule ${rule.dispatchRuleId}, which Trunkline created.`,
    dispatchRuleId: rule.dispatchRuleId,
  };
}

function createRule({ side, rule }: DesiredInbound, mark: SipMark, dependsOn: readonly string[]): SipAction {
  const calls = side?.plane === 'webhook' ? 'webhook calls' : 'calls on the inbound trunk';
  return {
    key: keyFor('create', side),
    system: 'livekit',
    type: 'create-dispatch-rule',
    effect: 'create',
    dependsOn,
    summary: `Create the LiveKit dispatch rule that sends ${calls} to the agent “${rule.agentName}”.`,
    rule,
    mark,
  };
}

function updateRule(
  wanted: DesiredInbound,
  { dispatchRuleId }: ObservedDispatchRule,
  mark: SipMark,
  fields: readonly string[],
  dependsOn: readonly string[],
): SipAction {
  return {
    key: keyFor('update', wanted.side),
    system: 'livekit',
    type: 'update-dispatch-rule',
    effect: 'change',
    dependsOn,
    summary: `Set ${fields.join(', ')} of the LiveKit dispatch rule${forAgent(wanted)}.`,
    dispatchRuleId,
    rule: wanted.rule,
    mark,
    fields,
  };
}

function recordRule({ side }: DesiredInbound, { dispatchRuleId }: ObservedDispatchRule): SipAction {
  return {
    key: keyFor('record', side),
    system: 'livekit',
    type: 'record-dispatch-rule',
    effect: 'adopt',
    dependsOn: [],
    summary: `Take up the LiveKit dispatch rule ${dispatchRuleId}, which an interrupted attempt of ours created.`,
    dispatchRuleId,
    side,
  };
}

function keyFor(verb: 'create' | 'update' | 'record', side: DesiredInbound['side']): string {
  return `livekit.dispatch-rule.${verb}${keySuffix(side)}`;
}

function ruleDifference(
  wanted: DesiredDispatchRule,
  found: ObservedDispatchRule,
  inboundTrunkId: string | null,
  mark: SipMark,
): string[] {
  return differing({
    name: wanted.name === found.name,
    roomPrefix: wanted.roomPrefix === found.roomPrefix,
    agentName: sameSet([wanted.agentName], found.agentNames),
    trunkIds: inboundTrunkId !== null && sameSet([inboundTrunkId], found.trunkIds),
    metadata: isSameMark(found.mark, mark),
    attributes: sameEntries(wanted.attributes, found.attributes),
    ...unwanted(found.extras),
  });
}
