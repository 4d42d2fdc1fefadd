import { differing, sameSet, unwanted } from './differences.js';
import type { SipAction } from './sip-action.js';
import { keepRecorded, type SipLedger } from './sip-ledger.js';
import { isSameMark } from './sip-mark.js';
import type { DesiredOutboundTrunk, DesiredSip, ObservedOutboundTrunk, ObservedSip, SipMark } from './sip-types.js';

export function planOutbound(
  wanted: DesiredOutboundTrunk,
  desired: DesiredSip,
  observed: ObservedSip,
  ledger: SipLedger,
): SipAction[] {
  const [main, ...duplicates] = keepRecorded(
    observed.outboundTrunks,
    (trunk) => trunk.outboundTrunkId,
    ledger.outboundTrunkId === null ? [] : [ledger.outboundTrunkId],
  );
  const { mark } = desired;
  const actions: SipAction[] = [];
  if (main === undefined) {
    actions.push({
      key: 'livekit.outbound-trunk.create',
      system: 'livekit',
      type: 'create-outbound-trunk',
      effect: 'create',
      dependsOn: [],
      summary: `Create the LiveKit outbound trunk that dials through ${wanted.address}.`,
      trunk: wanted,
      mark,
    });
  } else {
    const fields = outboundDifference(wanted, main, mark);
    if (fields.length > 0) {
      actions.push({
        key: 'livekit.outbound-trunk.update',
        system: 'livekit',
        type: 'update-outbound-trunk',
        effect: 'change',
        dependsOn: [],
        summary: `Set ${fields.join(', ')} of the LiveKit outbound trunk.`,
        outboundTrunkId: main.outboundTrunkId,
        trunk: wanted,
        mark,
        fields,
      });
    }
    if (ledger.outboundTrunkId !== main.outboundTrunkId) {
      actions.push({
        key: 'livekit.outbound-trunk.record',
        system: 'livekit',
        type: 'record-outbound-trunk',
        effect: 'adopt',
        dependsOn: [],
        summary: `Take up the LiveKit outbound trunk ${main.outboundTrunkId}, which an interrupted attempt of ours created.`,
        outboundTrunkId: main.outboundTrunkId,
      });
    }
  }
  return [...actions, ...duplicates.map(removeOutbound)];
}

export function removeOutbound(trunk: ObservedOutboundTrunk): SipAction {
  return {
    key: `livekit.outbound-trunk.delete.${trunk.outboundTrunkId}`,
    system: 'livekit',
    type: 'delete-outbound-trunk',
    effect: 'remove',
    dependsOn: [],
    summary: `Delete the LiveKit outbound trunk ${trunk.outboundTrunkId}, which Trunkline created.`,
    outboundTrunkId: trunk.outboundTrunkId,
  };
}

function outboundDifference(wanted: DesiredOutboundTrunk, found: ObservedOutboundTrunk, mark: SipMark): string[] {
  return differing({
    name: wanted.name === found.name,
    address: wanted.address === found.address,
    transport: wanted.transport === found.transport,
    numbers: sameSet(wanted.numbers, found.numbers),
    authUsername: wanted.authUsername === found.authUsername,
    authPassword: wanted.authPassword.equals(found.authPassword),
    mediaEncryption: wanted.mediaEncryption === found.mediaEncryption,
    metadata: isSameMark(found.mark, mark),
    ...unwanted(found.extras),
  });
}
