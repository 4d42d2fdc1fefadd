import { normalizeNumber } from './normalize-number.js';
import { planRule, removeRule } from './plan-dispatch-rule.js';
import { planInbound, removeInbound } from './plan-inbound-trunk.js';
import { planOutbound, removeOutbound } from './plan-outbound-trunk.js';
import type { SipAction } from './sip-action.js';
import { keepRecorded, type SipLedger } from './sip-ledger.js';
import type { DesiredInboundTrunk, DesiredSip, ObservedSip } from './sip-types.js';

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
    notices: sipNotices(taken, observed),
  };
}

/** Whose the other objects are, and what else is in them, is nothing for this tenant to read. */
function sipNotices(taken: readonly string[], { foreignDispatchRules }: ObservedSip): SipPlan['notices'] {
  return [
    ...(taken.length === 0
      ? []
      : [
          {
            code: 'livekit.foreign_inbound_trunk',
            sentence: `Another LiveKit trunk already answers for ${taken.join(', ')}; a second one would make LiveKit refuse the calls.`,
          },
        ]),
    ...(foreignDispatchRules.length === 0
      ? []
      : [
          {
            code: 'livekit.foreign_dispatch_rule',
            sentence:
              'Another LiveKit dispatch rule also names the inbound trunk; it can take its calls away from the agent, or make LiveKit ' +
              'refuse them.',
          },
        ]),
  ];
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

function removeAll(observed: ObservedSip): SipAction[] {
  const rules = observed.dispatchRules.map(removeRule);
  const ruleKeys = rules.map((action) => action.key);
  return [
    ...rules,
    ...observed.inboundTrunks.map((trunk) => removeInbound(trunk, ruleKeys)),
    ...observed.outboundTrunks.map(removeOutbound),
  ];
}
