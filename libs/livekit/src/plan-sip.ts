import { holds, sideOf, sidesOf } from './inbound-sides.js';
import { planRules, removeRule } from './plan-dispatch-rule.js';
import { planInbound, removeInbound } from './plan-inbound-trunk.js';
import { planOutbound, removeOutbound } from './plan-outbound-trunk.js';
import type { SipAction } from './sip-action.js';
import type { SipLedger } from './sip-ledger.js';
import { sideKey } from './sip-mark.js';
import type { DesiredInbound, DesiredSip, ObservedSip } from './sip-types.js';

export interface SipPlan {
  readonly actions: readonly SipAction[];
  readonly notices: readonly { readonly code: string; readonly sentence: string }[];
}

/**
 * The difference between what one credential's side of LiveKit should be and what it is. Whose an object is says its mark, so the
 * ledger only tells whether an id still has to be recorded, and for which agent it was made. Of several objects for one side the
 * recorded or lowest id stays: two inbound trunks on one number make LiveKit refuse the call ("Multiple SIP Trunks matched", livekit
 * pkg/service/sip.go).
 */
export function planSip(desired: DesiredSip, observed: ObservedSip, ledger: SipLedger): SipPlan {
  if (desired.presence === 'absent') return { actions: removeAll(observed), notices: [] };
  const isTaken = holds(observed.foreignInboundTrunks.flatMap(({ numbers }) => numbers));
  const taken = desired.inbound.flatMap(({ trunk }) => trunk.numbers.filter(isTaken));
  const sides = sidesOf(withoutNew(taken, desired.inbound, observed, ledger), observed, ledger);
  const inbound = planInbound(sides, desired.mark, ledger);
  return {
    actions: [
      ...planOutbound(desired.outboundTrunk, desired, observed, ledger),
      ...inbound,
      ...planRules(sides, desired.mark, ledger, inbound),
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

/**
 * A taken number is not put on a trunk of ours. One that is already there stays where it is: LiveKit then refuses its calls, whereas
 * without our trunk they would all go to the other one.
 */
function withoutNew(
  taken: readonly string[],
  wanted: readonly DesiredInbound[],
  { inboundTrunks }: ObservedSip,
  ledger: SipLedger,
): readonly DesiredInbound[] {
  if (taken.length === 0) return wanted;
  return wanted.flatMap((one) => {
    const own = inboundTrunks.filter(
      ({ inboundTrunkId: id, mark }) => sideKey(sideOf({ id, mark }, ledger.inboundTrunks)) === sideKey(one.side),
    );
    const stays = taken.filter(holds(own.flatMap(({ numbers }) => numbers)));
    const numbers = [...one.trunk.numbers.filter((number) => !taken.includes(number)), ...stays];
    return numbers.length === 0 ? [] : [{ ...one, trunk: { ...one.trunk, numbers } }];
  });
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
