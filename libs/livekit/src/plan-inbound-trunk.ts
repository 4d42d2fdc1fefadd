import { differing, unwanted, sameSet } from './differences.js';
import { removeRule } from './plan-dispatch-rule.js';
import type { SipAction } from './sip-action.js';
import { keepRecorded, type SipLedger } from './sip-ledger.js';
import { isSameMark } from './sip-mark.js';
import type { DesiredInboundTrunk, DesiredSip, ObservedInboundTrunk, ObservedSip, SipMark } from './sip-types.js';

export function planInbound(
  wanted: DesiredInboundTrunk | null,
  desired: DesiredSip,
  observed: ObservedSip,
  ledger: SipLedger,
): SipAction[] {
  const [main, ...duplicates] = keepRecorded(
    observed.inboundTrunks,
    (trunk) => trunk.inboundTrunkId,
    ledger.inboundTrunkId,
  );
  const { mark } = desired;
  if (wanted === null) {
    // The rule goes first: a rule whose trunk is gone would be left dangling (LiveKit deletes trunks without looking).
    const ruleKeys = observed.dispatchRules.map((rule) => removeRule(rule).key);
    return observed.inboundTrunks.map((trunk) => removeInbound(trunk, ruleKeys));
  }
  // Duplicates go before anything else, since until then every call to these numbers is refused.
  const removals = duplicates.map((trunk) => removeInbound(trunk, []));
  const removalKeys = removals.map((action) => action.key);
  if (main === undefined) {
    return [
      {
        key: 'livekit.inbound-trunk.create',
        system: 'livekit',
        type: 'create-inbound-trunk',
        effect: 'create',
        dependsOn: [],
        summary: `Create the LiveKit inbound trunk for ${wanted.numbers.join(', ')}.`,
        trunk: wanted,
        mark,
      },
    ];
  }
  const actions: SipAction[] = [...removals];
  const fields = inboundDifference(wanted, main, mark);
  if (fields.length > 0) {
    actions.push({
      key: 'livekit.inbound-trunk.update',
      system: 'livekit',
      type: 'update-inbound-trunk',
      effect: 'change',
      dependsOn: removalKeys,
      summary: `Set ${fields.join(', ')} of the LiveKit inbound trunk.`,
      inboundTrunkId: main.inboundTrunkId,
      trunk: wanted,
      mark,
      fields,
    });
  }
  if (ledger.inboundTrunkId !== main.inboundTrunkId) {
    actions.push({
      key: 'livekit.inbound-trunk.record',
      system: 'livekit',
      type: 'record-inbound-trunk',
      effect: 'adopt',
      dependsOn: [],
      summary: `Take up the LiveKit inbound trunk ${main.inboundTrunkId}, which an interrupted attempt of ours created.`,
      inboundTrunkId: main.inboundTrunkId,
    });
  }
  return actions;
}

export function removeInbound(trunk: ObservedInboundTrunk, dependsOn: readonly string[]): SipAction {
  return {
    key: `livekit.inbound-trunk.delete.${trunk.inboundTrunkId}`,
    system: 'livekit',
    type: 'delete-inbound-trunk',
    effect: 'remove',
    dependsOn,
    summary: `Delete the LiveKit inbound trunk ${trunk.inboundTrunkId}, which Trunkline created.`,
    inboundTrunkId: trunk.inboundTrunkId,
  };
}

function inboundDifference(wanted: DesiredInboundTrunk, found: ObservedInboundTrunk, mark: SipMark): string[] {
  return differing({
    name: wanted.name === found.name,
    numbers: sameSet(wanted.numbers, found.numbers),
    mediaEncryption: wanted.mediaEncryption === found.mediaEncryption,
    metadata: isSameMark(found.mark, mark),
    ...unwanted(found.extras),
  });
}
