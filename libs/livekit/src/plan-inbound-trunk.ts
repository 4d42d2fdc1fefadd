import { differing, unwanted, sameEntries, sameSet } from './differences.js';
import { forAgent, holds, keySuffix, type SideState } from './inbound-sides.js';
import { removeRule } from './plan-dispatch-rule.js';
import type { SipAction } from './sip-action.js';
import type { SipLedger } from './sip-ledger.js';
import { isSameMark, markFor } from './sip-mark.js';
import type { DesiredInbound, DesiredInboundTrunk, ObservedInboundTrunk, SipMark } from './sip-types.js';

/**
 * The inbound trunks of all sides. LiveKit refuses calls to a number that two trunks have, so a number leaves one trunk before it comes
 * to another; its own check does not see every such case (livekit pkg/service/sip.go, UpdateSIPInboundTrunk).
 */
export function planInbound(sides: readonly SideState[], mark: SipMark, ledger: SipLedger): SipAction[] {
  const freed = sides.flatMap((state) => freeing(state));
  return sides.flatMap((state) => {
    const { wanted, trunk, surplusTrunks } = state;
    const removals = surplusTrunks.map((surplus) => removeInbound(surplus, rulesBefore(state)));
    if (wanted === null) return removals;
    const sideMark = markFor(mark, wanted.side);
    const waits = freed
      .filter((other) => other.trunk !== trunk && wanted.trunk.numbers.some(holds(other.trunk.numbers)))
      .map(({ key }) => key);
    if (trunk === null) return [...removals, createInbound(wanted, sideMark, waits)];
    const fields = inboundDifference(wanted.trunk, trunk, sideMark);
    const release = state.release === null ? [] : [releaseInbound(wanted, trunk, state.release, sideMark)];
    const before = [...removals, ...release].map(({ key }) => key);
    return [
      ...removals,
      ...release,
      ...(fields.length === 0
        ? []
        : [updateInbound(wanted, trunk, sideMark, fields, [...new Set([...before, ...waits])])]),
      ...(ledger.inboundTrunks.some(({ id }) => id === trunk.inboundTrunkId) ? [] : [recordInbound(wanted, trunk)]),
    ];
  });
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

/** Which action takes numbers off each trunk that is there. */
function freeing(state: SideState): { readonly trunk: ObservedInboundTrunk; readonly key: string }[] {
  const { wanted, trunk, surplusTrunks, release } = state;
  const removed = surplusTrunks.map((surplus) => ({ trunk: surplus, key: removeInbound(surplus, []).key }));
  if (wanted === null || trunk === null) return removed;
  return [...removed, { trunk, key: keyFor(release === null ? 'update' : 'release', wanted.side) }];
}

/** A rule whose trunk is gone would be left dangling, so it goes first (LiveKit deletes trunks without looking). */
function rulesBefore({ wanted, surplusRules }: SideState): string[] {
  return wanted === null ? surplusRules.map((rule) => removeRule(rule).key) : [];
}

function createInbound(wanted: DesiredInbound, mark: SipMark, dependsOn: readonly string[]): SipAction {
  const calls = wanted.side?.plane === 'webhook' ? '' : ` for ${wanted.trunk.numbers.join(', ')}`;
  return {
    key: keyFor('create', wanted.side),
    system: 'livekit',
    type: 'create-inbound-trunk',
    effect: 'create',
    dependsOn,
    summary: `Create the LiveKit inbound trunk${calls}${forAgent(wanted)}.`,
    trunk: wanted.trunk,
    mark,
  };
}

function updateInbound(
  wanted: DesiredInbound,
  trunk: ObservedInboundTrunk,
  mark: SipMark,
  fields: readonly string[],
  dependsOn: readonly string[],
): Extract<SipAction, { type: 'update-inbound-trunk' }> {
  return {
    key: keyFor('update', wanted.side),
    system: 'livekit',
    type: 'update-inbound-trunk',
    effect: 'change',
    dependsOn,
    summary: `Set ${fields.join(', ')} of the LiveKit inbound trunk${forAgent(wanted)}.`,
    inboundTrunkId: trunk.inboundTrunkId,
    trunk: wanted.trunk,
    mark,
    fields,
  };
}

function releaseInbound(
  wanted: DesiredInbound,
  trunk: ObservedInboundTrunk,
  numbers: readonly string[],
  mark: SipMark,
): SipAction {
  const of = `the LiveKit inbound trunk${forAgent(wanted)}`;
  return {
    ...updateInbound(wanted, trunk, mark, ['numbers'], []),
    key: keyFor('release', wanted.side),
    summary: `Leave only ${numbers.join(', ')} on ${of} until its other numbers are free.`,
    trunk: { ...wanted.trunk, numbers },
  };
}

function recordInbound({ side }: DesiredInbound, { inboundTrunkId }: ObservedInboundTrunk): SipAction {
  return {
    key: keyFor('record', side),
    system: 'livekit',
    type: 'record-inbound-trunk',
    effect: 'adopt',
    dependsOn: [],
    summary: `Take up the LiveKit inbound trunk ${inboundTrunkId}, which an interrupted attempt of ours created.`,
    inboundTrunkId,
    side,
  };
}

function keyFor(verb: 'create' | 'update' | 'release' | 'record', side: DesiredInbound['side']): string {
  return `livekit.inbound-trunk.${verb}${keySuffix(side)}`;
}

function inboundDifference(wanted: DesiredInboundTrunk, found: ObservedInboundTrunk, mark: SipMark): string[] {
  const { auth } = wanted;
  return differing({
    name: wanted.name === found.name,
    numbers: sameSet(wanted.numbers, found.numbers),
    mediaEncryption: wanted.mediaEncryption === found.mediaEncryption,
    authUsername: (auth?.username ?? '') === found.authUsername,
    authPassword: auth === null ? found.authPassword.reveal() === '' : auth.password.equals(found.authPassword),
    headersToAttributes: sameEntries(wanted.headersToAttributes, found.headersToAttributes),
    metadata: isSameMark(found.mark, mark),
    ...unwanted(found.extras),
  });
}
