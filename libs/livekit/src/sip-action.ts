import type {
  DesiredDispatchRule,
  DesiredInboundTrunk,
  DesiredOutboundTrunk,
  InboundSide,
  SipMark,
} from './sip-types.js';

interface ActionBase {
  readonly key: string;
  readonly system: 'livekit';
  readonly effect: 'create' | 'adopt' | 'change' | 'remove';
  readonly dependsOn: readonly string[];
  readonly summary: string;
  readonly loses?: string;
}

/** One change at LiveKit: exactly one vendor call. The mark says for which of the inbound sides it is. */
export type SipAction = ActionBase &
  (
    | { readonly type: 'create-outbound-trunk'; readonly trunk: DesiredOutboundTrunk; readonly mark: SipMark }
    | {
        readonly type: 'update-outbound-trunk';
        readonly outboundTrunkId: string;
        readonly trunk: DesiredOutboundTrunk;
        readonly mark: SipMark;
        readonly fields: readonly string[];
      }
    | { readonly type: 'delete-outbound-trunk'; readonly outboundTrunkId: string }
    | { readonly type: 'create-inbound-trunk'; readonly trunk: DesiredInboundTrunk; readonly mark: SipMark }
    | {
        readonly type: 'update-inbound-trunk';
        readonly inboundTrunkId: string;
        readonly trunk: DesiredInboundTrunk;
        readonly mark: SipMark;
        readonly fields: readonly string[];
      }
    | { readonly type: 'delete-inbound-trunk'; readonly inboundTrunkId: string }
    | { readonly type: 'create-dispatch-rule'; readonly rule: DesiredDispatchRule; readonly mark: SipMark }
    | {
        readonly type: 'update-dispatch-rule';
        readonly dispatchRuleId: string;
        readonly rule: DesiredDispatchRule;
        readonly mark: SipMark;
        readonly fields: readonly string[];
      }
    | { readonly type: 'delete-dispatch-rule'; readonly dispatchRuleId: string }
    | { readonly type: 'record-outbound-trunk'; readonly outboundTrunkId: string }
    | {
        readonly type: 'record-inbound-trunk';
        readonly inboundTrunkId: string;
        readonly side: InboundSide | null;
      }
    | {
        readonly type: 'record-dispatch-rule';
        readonly dispatchRuleId: string;
        readonly side: InboundSide | null;
      }
  );

/** The inbound trunk that the rule of an action's side must name, as known when the action runs. */
export interface SipIds {
  readonly inboundTrunkId: string | null;
}

export interface SipActionResult {
  readonly id: string | null;
}
