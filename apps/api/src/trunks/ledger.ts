import type { InboundSide, RecordedInbound, SipAction, SipActionResult, SipLedger } from '@app/livekit';
import {
  bindingBefore,
  type NumberBefore,
  type ObservedNumber,
  type ObservedTwilio,
  type Ownership,
  type TrunkAction,
  type TrunkActionResult,
  type TrunkBefore,
  type TrunkLedger,
} from '@app/twilio-trunk';

/** An object at Twilio or LiveKit that we know of on a credential's behalf: a row of `provisioned_resources`. */
export interface Resource {
  readonly kind: ResourceKind;
  readonly externalId: string;
  readonly ownership: Ownership;
  readonly detail: ResourceDetail;
}

export type ResourceKind =
  | 'twilio.trunk'
  | 'twilio.credential-list'
  | 'twilio.credential'
  | 'twilio.credential-list-mapping'
  | 'twilio.origination-url'
  | 'twilio.number'
  | 'livekit.outbound-trunk'
  | 'livekit.inbound-trunk'
  | 'livekit.dispatch-rule';

/** What undo or drift detection needs beyond the id; each kind uses its own fields. */
export interface ResourceDetail {
  /** Adopted trunk: how it was. */
  readonly trunkBefore?: TrunkBefore;
  /** Number: how it was bound. */
  readonly numberBefore?: NumberBefore;
  /** SIP credential. */
  readonly username?: string;
  readonly dateUpdated?: string;
  /** Inbound trunk or rule at LiveKit: for which agent; none for the installation's own. */
  readonly side?: InboundSide;
}

/** What one action changes in the ledger. */
export interface LedgerChange {
  readonly put: readonly Resource[];
  readonly gone: readonly { readonly kind: ResourceKind; readonly externalId: string }[];
}

export interface LedgerContext {
  readonly ownUsernamePrefix: string;
}

const NOTHING: LedgerChange = { put: [], gone: [] };

export function trunkLedger(resources: readonly Resource[]): TrunkLedger {
  const ofKind = (kind: ResourceKind): Resource[] => resources.filter((resource) => resource.kind === kind);
  const trunk = ofKind('twilio.trunk')[0];
  const list = ofKind('twilio.credential-list')[0];
  return {
    trunk: trunk
      ? { sid: trunk.externalId, ownership: trunk.ownership, before: trunk.detail.trunkBefore ?? null }
      : null,
    credentialList: list ? { sid: list.externalId, ownership: list.ownership } : null,
    credentials: ofKind('twilio.credential').map((credential) => ({
      sid: credential.externalId,
      ownership: credential.ownership,
      username: credential.detail.username ?? '',
      dateUpdated: credential.detail.dateUpdated ?? null,
    })),
    attachedCredentialList: ofKind('twilio.credential-list-mapping').length > 0,
    originationUrls: ofKind('twilio.origination-url').map((url) => ({ sid: url.externalId, ownership: url.ownership })),
    numbers: ofKind('twilio.number').flatMap(({ externalId, detail }) =>
      detail.numberBefore ? [{ numberSid: externalId, before: detail.numberBefore }] : [],
    ),
  };
}

export function sipLedger(resources: readonly Resource[]): SipLedger {
  const ofKind = (kind: ResourceKind): RecordedInbound[] =>
    resources
      .filter((resource) => resource.kind === kind)
      .map(({ externalId, detail }) => ({ id: externalId, side: detail.side ?? null }));
  return {
    outboundTrunkId: ofKind('livekit.outbound-trunk')[0]?.id ?? null,
    inboundTrunks: ofKind('livekit.inbound-trunk'),
    dispatchRules: ofKind('livekit.dispatch-rule'),
  };
}

/**
 * What must be recorded *before* an action runs, because nobody could tell it afterwards: how a number was bound, how an adopted
 * trunk was set, and that it was us who put a list on a trunk.
 */
export function ledgerBefore(
  action: TrunkAction | SipAction,
  observed: ObservedTwilio,
  resources: readonly Resource[],
  hookMark: string | null,
): LedgerChange {
  const [now, plane] = boundBy(action);
  if (now !== null) {
    const { numberSid } = now;
    const earlier = resources.find(({ kind, externalId }) => kind === 'twilio.number' && externalId === numberSid);
    const numberBefore = bindingBefore(earlier?.detail.numberBefore, now, plane, hookMark);
    return put('twilio.number', numberSid, 'adopted', { numberBefore });
  }
  if (action.type === 'attach-credential-list') {
    const list = resources.find(({ kind }) => kind === 'twilio.credential-list');
    return list === undefined ? NOTHING : put('twilio.credential-list-mapping', list.externalId, 'created');
  }
  if (action.type === 'adopt-trunk') {
    const trunk = observed.trunks.find((candidate) => candidate.trunkSid === action.trunkSid);
    return trunk
      ? put('twilio.trunk', action.trunkSid, 'adopted', {
          trunkBefore: {
            settings: trunk.settings,
            disasterRecoveryMethod: trunk.disasterRecoveryMethod,
            recording: trunk.recording,
            domainName: trunk.domainName,
          },
        })
      : NOTHING;
  }
  return NOTHING;
}

/** The number that an action binds anew, as it was seen, and to what. */
function boundBy(action: TrunkAction | SipAction): [ObservedNumber | null, 'trunk' | 'webhook'] {
  if (action.type === 'attach-number') return [action.number, 'trunk'];
  if (action.type === 'bind-number') return [action.before, 'webhook'];
  return [action.type === 'detach-number' ? (action.before ?? null) : null, 'webhook'];
}

/** What is known once an action has succeeded. */
export function ledgerAfter(
  action: TrunkAction | SipAction,
  result: TrunkActionResult | SipActionResult,
  context: LedgerContext,
): LedgerChange {
  const made = 'sid' in result ? result.sid : result.id;
  switch (action.type) {
    case 'create-trunk':
      return putMade('twilio.trunk', made);
    case 'record-trunk':
      return put('twilio.trunk', action.trunkSid, 'created');
    case 'delete-trunk':
      return gone('twilio.trunk', action.trunkSid);
    case 'create-credential-list':
      return putMade('twilio.credential-list', made);
    case 'record-credential-list':
      return put('twilio.credential-list', action.credentialListSid, 'created');
    case 'adopt-credential-list':
      return put('twilio.credential-list', action.credentialListSid, 'adopted');
    case 'delete-credential-list':
      return gone('twilio.credential-list', action.credentialListSid);
    case 'create-credential':
      return putMade('twilio.credential', made, writtenCredential(action.username, result));
    case 'set-credential-password':
      return put(
        'twilio.credential',
        action.credentialSid,
        // A user name that is not of our making came with an adopted list, and stays when we go.
        action.username.startsWith(context.ownUsernamePrefix) ? 'created' : 'adopted',
        writtenCredential(action.username, result),
      );
    case 'delete-credential':
      return gone('twilio.credential', action.credentialSid);
    case 'detach-credential-list':
      return gone('twilio.credential-list-mapping', action.credentialListSid);
    case 'create-origination-url':
      return putMade('twilio.origination-url', made);
    case 'record-origination-url':
    case 'update-origination-url':
      return put('twilio.origination-url', action.originationUrlSid, 'created');
    case 'adopt-origination-url':
      return put('twilio.origination-url', action.originationUrl.originationUrlSid, 'adopted');
    case 'delete-origination-url':
      return gone('twilio.origination-url', action.originationUrlSid);
    case 'create-outbound-trunk':
      return putMade('livekit.outbound-trunk', made);
    case 'record-outbound-trunk':
      return put('livekit.outbound-trunk', action.outboundTrunkId, 'created');
    case 'delete-outbound-trunk':
      return gone('livekit.outbound-trunk', action.outboundTrunkId);
    case 'create-inbound-trunk':
      return putMade('livekit.inbound-trunk', made, sideDetail(action.mark.side));
    case 'record-inbound-trunk':
      return put('livekit.inbound-trunk', action.inboundTrunkId, 'created', sideDetail(action.side));
    case 'delete-inbound-trunk':
      return gone('livekit.inbound-trunk', action.inboundTrunkId);
    case 'create-dispatch-rule':
      return putMade('livekit.dispatch-rule', made, sideDetail(action.mark.side));
    case 'record-dispatch-rule':
      return put('livekit.dispatch-rule', action.dispatchRuleId, 'created', sideDetail(action.side));
    case 'delete-dispatch-rule':
      return gone('livekit.dispatch-rule', action.dispatchRuleId);
    case 'restore-number':
      // Given back as far as that is possible: there is nothing left to remember.
      return action.isLast ? gone('twilio.number', action.number.numberSid) : NOTHING;
    case 'return-number':
    case 'release-number':
      return gone('twilio.number', action.numberSid);
    case 'adopt-trunk':
    case 'update-trunk':
    case 'set-recording':
    case 'rename-credential-list':
    case 'attach-credential-list':
    case 'attach-number':
    case 'detach-number':
    case 'bind-number':
    case 'rename-number':
    case 'update-outbound-trunk':
    case 'update-inbound-trunk':
    case 'update-dispatch-rule':
      return NOTHING;
  }
}

export function applyLedgerChange(resources: readonly Resource[], change: LedgerChange): Resource[] {
  const isSame = (a: { kind: string; externalId: string }, b: { kind: string; externalId: string }): boolean =>
    a.kind === b.kind && a.externalId === b.externalId;
  const kept = resources.filter(
    (resource) =>
      !change.gone.some((entry) => isSame(entry, resource)) && !change.put.some((entry) => isSame(entry, resource)),
  );
  return [...kept, ...change.put];
}

function sideDetail(side: InboundSide | null | undefined): ResourceDetail {
  return side ? { side } : {};
}

function writtenCredential(username: string, result: TrunkActionResult | SipActionResult): ResourceDetail {
  return 'dateUpdated' in result && result.dateUpdated !== undefined
    ? { username, dateUpdated: result.dateUpdated }
    : { username };
}

function put(kind: ResourceKind, externalId: string, ownership: Ownership, detail: ResourceDetail = {}): LedgerChange {
  return { put: [{ kind, externalId, ownership, detail }], gone: [] };
}

function putMade(kind: ResourceKind, externalId: string | null, detail: ResourceDetail = {}): LedgerChange {
  return externalId === null ? NOTHING : put(kind, externalId, 'created', detail);
}

function gone(kind: ResourceKind, externalId: string): LedgerChange {
  return { put: [], gone: [{ kind, externalId }] };
}
