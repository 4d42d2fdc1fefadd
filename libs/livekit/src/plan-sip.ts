import { normalizeNumber } from './normalize-number.js';
import type { SipAction } from './sip-action.js';
import type {
  DesiredDispatchRule,
  DesiredInboundTrunk,
  DesiredOutboundTrunk,
  DesiredSip,
  ObservedDispatchRule,
  ObservedInboundTrunk,
  ObservedOutboundTrunk,
  ObservedSip,
} from './sip-types.js';

/** The ids we recorded; null when we recorded none. */
export interface SipLedger {
  readonly outboundTrunkId: string | null;
  readonly inboundTrunkId: string | null;
  readonly dispatchRuleId: string | null;
}

export interface SipPlan {
  readonly actions: readonly SipAction[];
  readonly notices: readonly { readonly code: string; readonly sentence: string }[];
}

/**
 * The difference between what one credential's side of LiveKit should be and what it is. Whose an object is says its mark, so the
 * ledger only tells whether an id still has to be recorded. Of several objects with our mark the lowest id stays: two inbound trunks
 * on one number make LiveKit refuse the call ("Multiple SIP Trunks matched", livekit pkg/service/sip.go).
 */
export function planSip(desired: DesiredSip, observed: ObservedSip, ledger: SipLedger): SipPlan {
  if (desired.presence === 'absent') return { actions: removeAll(observed), notices: [] };
  const taken = takenNumbers(desired.inboundTrunk, observed);
  const inbound = withoutNew(taken, desired.inboundTrunk, observed, ledger);
  const rule = inbound === null ? null : desired.dispatchRule;
  const inboundActions = planInbound(inbound, desired, observed, ledger);
  const inboundKeys = inboundActions
    .filter((action) => action.type === 'create-inbound-trunk' || action.type === 'record-inbound-trunk')
    .map((action) => action.key);
  return {
    actions: [
      ...planOutbound(desired.outboundTrunk, desired, observed, ledger),
      ...inboundActions,
      ...planRule(rule, desired, observed, ledger, inboundKeys),
    ],
    notices:
      taken.length === 0
        ? []
        : [
            {
              // Whose trunk that is, and what else is on it, is nothing for this tenant to read.
              code: 'livekit.foreign_inbound_trunk',
              sentence: `Another LiveKit trunk already answers for ${taken.join(', ')}; a second one would make LiveKit refuse the calls.`,
            },
          ],
  };
}

/** Our numbers for which somebody else's inbound trunk answers. */
function takenNumbers(wanted: DesiredInboundTrunk | null, observed: ObservedSip): string[] {
  const foreign = new Set(observed.foreignInboundTrunks.flatMap((trunk) => trunk.numbers.map(normalizeNumber)));
  return (wanted?.numbers ?? []).filter((number) => foreign.has(normalizeNumber(number)));
}

/**
 * A taken number is not put on our trunk. One that is already there stays: LiveKit then refuses its calls, whereas without our trunk
 * they would all go to the other one.
 */
function withoutNew(
  taken: readonly string[],
  wanted: DesiredInboundTrunk | null,
  observed: ObservedSip,
  ledger: SipLedger,
): DesiredInboundTrunk | null {
  if (wanted === null || taken.length === 0) return wanted;
  const [main] = keepRecorded(observed.inboundTrunks, (trunk) => trunk.inboundTrunkId, ledger.inboundTrunkId);
  const numbers = wanted.numbers.filter((number) => !taken.includes(number) || main?.numbers.includes(number));
  return numbers.length === 0 ? null : { ...wanted, numbers };
}

function planOutbound(
  wanted: DesiredOutboundTrunk,
  desired: DesiredSip,
  observed: ObservedSip,
  ledger: SipLedger,
): SipAction[] {
  const [main, ...duplicates] = keepRecorded(
    observed.outboundTrunks,
    (trunk) => trunk.outboundTrunkId,
    ledger.outboundTrunkId,
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
    const fields = outboundDifference(wanted, main);
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

function planInbound(
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
  const fields = inboundDifference(wanted, main);
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

function planRule(
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
        summary: `Send calls on the inbound trunk to the agent “${wanted.agentName}”.`,
        rule: wanted,
        mark,
      },
    ];
  }
  const actions: SipAction[] = [...removals];
  const inboundTrunk = keepRecorded(observed.inboundTrunks, (trunk) => trunk.inboundTrunkId, ledger.inboundTrunkId)[0];
  const fields = ruleDifference(wanted, main, inboundTrunk);
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

function removeAll(observed: ObservedSip): SipAction[] {
  const rules = observed.dispatchRules.map(removeRule);
  const ruleKeys = rules.map((action) => action.key);
  return [
    ...rules,
    ...observed.inboundTrunks.map((trunk) => removeInbound(trunk, ruleKeys)),
    ...observed.outboundTrunks.map(removeOutbound),
  ];
}

function removeOutbound(trunk: ObservedOutboundTrunk): SipAction {
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

function removeInbound(trunk: ObservedInboundTrunk, dependsOn: readonly string[]): SipAction {
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

function removeRule(rule: ObservedDispatchRule): SipAction {
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

/** The recorded object first if it is still there; the rest in the order given (lowest id first). */
function keepRecorded<T>(objects: readonly T[], idOf: (object: T) => string, recordedId: string | null): T[] {
  const recorded = objects.filter((object) => idOf(object) === recordedId);
  return [...recorded, ...objects.filter((object) => idOf(object) !== recordedId)];
}

function outboundDifference(wanted: DesiredOutboundTrunk, found: ObservedOutboundTrunk): string[] {
  return differing({
    name: wanted.name === found.name,
    address: wanted.address === found.address,
    transport: wanted.transport === found.transport,
    numbers: sameSet(wanted.numbers, found.numbers),
    authUsername: wanted.authUsername === found.authUsername,
    authPassword: wanted.authPassword.equals(found.authPassword),
    mediaEncryption: wanted.mediaEncryption === found.mediaEncryption,
  });
}

function inboundDifference(wanted: DesiredInboundTrunk, found: ObservedInboundTrunk): string[] {
  return differing({
    name: wanted.name === found.name,
    numbers: sameSet(wanted.numbers, found.numbers),
    mediaEncryption: wanted.mediaEncryption === found.mediaEncryption,
    authentication: !found.requiresAuth,
    ...lifted(found.restrictions),
  });
}

function ruleDifference(
  wanted: DesiredDispatchRule,
  found: ObservedDispatchRule,
  inboundTrunk: ObservedInboundTrunk | undefined,
): string[] {
  return differing({
    name: wanted.name === found.name,
    roomPrefix: wanted.roomPrefix === found.roomPrefix,
    agentName: sameSet([wanted.agentName], found.agentNames),
    trunkIds: inboundTrunk !== undefined && sameSet([inboundTrunk.inboundTrunkId], found.trunkIds),
    attributes: sameEntries(wanted.attributes, found.attributes),
    ...lifted(found.restrictions),
  });
}

function lifted(restrictions: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(restrictions.map((name) => [name, false]));
}

function differing(equalities: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(equalities).filter((name) => equalities[name] === false);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

function sameEntries(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return sameSet(Object.entries(a).map(String), Object.entries(b).map(String));
}
