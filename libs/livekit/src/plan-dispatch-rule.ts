import { differing, unwanted, sameEntries, sameSet } from './differences.js';
import type { SipAction } from './sip-action.js';
import { keepRecorded, type SipLedger } from './sip-ledger.js';
import { isSameMark } from './sip-mark.js';
import type {
  DesiredDispatchRule,
  DesiredSip,
  ObservedDispatchRule,
  ObservedInboundTrunk,
  ObservedSip,
  SipMark,
} from './sip-types.js';

export function planRule(
  wanted: DesiredDispatchRule | null,
  desired: DesiredSip,
  observed: ObservedSip,
  ledger: SipLedger,
  inboundKeys: readonly string[],
): SipAction[] {
  if (wanted === null) return observed.dispatchRules.map(removeRule);
  const { mark } = desired;
  const [main, ...duplicates] = keepRecorded(
    observed.dispatchRules,
    (rule) => rule.dispatchRuleId,
    ledger.dispatchRuleId,
  );
  const removals = duplicates.map(removeRule);
  if (main === undefined) {
    return [
      {
        key: 'livekit.dispatch-rule.create',
        system: 'livekit',
        type: 'create-dispatch-rule',
        effect: 'create',
        dependsOn: inboundKeys,
        summary: `Create the LiveKit dispatch rule that sends calls on the inbound trunk to the agent “${wanted.agentName}”.`,
        rule: wanted,
        mark,
      },
    ];
  }
  const actions: SipAction[] = [...removals];
  const inboundTrunk = keepRecorded(observed.inboundTrunks, (trunk) => trunk.inboundTrunkId, ledger.inboundTrunkId)[0];
  const fields = ruleDifference(wanted, main, inboundTrunk, mark);
  if (fields.length > 0) {
    actions.push({
      key: 'livekit.dispatch-rule.update',
      system: 'livekit',
      type: 'update-dispatch-rule',
      effect: 'change',
      dependsOn: [...inboundKeys, ...removals.map((action) => action.key)],
      summary: `Set ${fields.join(', ')} of the LiveKit dispatch rule.`,
      dispatchRuleId: main.dispatchRuleId,
      rule: wanted,
      mark,
      fields,
    });
  }
  if (ledger.dispatchRuleId !== main.dispatchRuleId) {
    actions.push({
      key: 'livekit.dispatch-rule.record',
      system: 'livekit',
      type: 'record-dispatch-rule',
      effect: 'adopt',
      dependsOn: [],
      summary: `Take up the LiveKit dispatch rule ${main.dispatchRuleId}, which an interrupted attempt of ours created.`,
      dispatchRuleId: main.dispatchRuleId,
    });
  }
  return actions;
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

function ruleDifference(
  wanted: DesiredDispatchRule,
  found: ObservedDispatchRule,
  inboundTrunk: ObservedInboundTrunk | undefined,
  mark: SipMark,
): string[] {
  return differing({
    name: wanted.name === found.name,
    roomPrefix: wanted.roomPrefix === found.roomPrefix,
    agentName: sameSet([wanted.agentName], found.agentNames),
    trunkIds: inboundTrunk !== undefined && sameSet([inboundTrunk.inboundTrunkId], found.trunkIds),
    metadata: isSameMark(found.mark, mark),
    attributes: sameEntries(wanted.attributes, found.attributes),
    ...unwanted(found.extras),
  });
}
