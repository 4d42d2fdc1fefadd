import { planSip, type DesiredSip, type ObservedSip, type SipAction } from '@app/livekit';
import {
  planTrunk,
  type DesiredTrunk,
  type ObservedTwilio,
  type PlanNotice,
  type TrunkAction,
} from '@app/twilio-trunk';
import type { DriftEntry } from '../credentials/credential.js';
import { sipLedger, trunkLedger, type LedgerChange, type Resource } from './ledger.js';

export type Action = TrunkAction | SipAction;

export interface Desired {
  readonly trunk: DesiredTrunk;
  readonly sip: DesiredSip;
}

export interface Observed {
  readonly twilio: ObservedTwilio;
  readonly sip: ObservedSip;
}

export interface Plan {
  /** Empty: everything is as desired. */
  readonly actions: readonly Action[];
  readonly notices: readonly PlanNotice[];
}

/** Both sides as one plan. Connecting goes Twilio first (the domain must be ours before LiveKit dials it), undoing LiveKit first. */
export function planConnection(desired: Desired, observed: Observed, resources: readonly Resource[]): Plan {
  const twilio = planTrunk(desired.trunk, observed.twilio, trunkLedger(resources));
  const sip = planSip(desired.sip, observed.sip, sipLedger(resources));
  const notices = [...twilio.notices, ...sip.notices];
  if (desired.trunk.presence === 'absent') {
    const sipKeys = sip.actions.map((action) => action.key);
    return { actions: [...sip.actions, ...twilio.actions.map((action) => after(action, sipKeys))], notices };
  }
  const parents = ['twilio.trunk.create', 'twilio.trunk.update'].filter((key) =>
    twilio.actions.some((action) => action.key === key),
  );
  // LiveKit starts to dial with the new password once Twilio knows it.
  const passwords = twilio.actions
    .filter((action) => action.type === 'create-credential' || action.type === 'set-credential-password')
    .map((action) => action.key);
  return {
    actions: [
      ...twilio.actions.map((action) => {
        // LiveKit must have stopped using a user name before it goes, and must know a number before its calls arrive.
        if (action.type === 'delete-credential') return after(action, keysOf(sip.actions, OUTBOUND_CHANGES));
        if (action.type === 'attach-number' || action.type === 'bind-number') {
          return after(action, keysOf(sip.actions, INBOUND_CHANGES));
        }
        // LiveKit must have let go of a number before somebody else can have it.
        if (action.type === 'release-number')
          return after(action, keysOf(sip.actions, [...INBOUND_CHANGES, ...INBOUND_REMOVALS]));
        return action;
      }),
      ...sip.actions.map((action) => {
        if (action.type === 'create-outbound-trunk') return after(action, parents);
        if (action.type === 'update-outbound-trunk') return after(action, [...parents, ...passwords]);
        return action;
      }),
    ],
    notices,
  };
}

/** What a plan would change, as it is stored with the credential and shown to its tenant. */
export function driftOf({ actions }: Plan): DriftEntry[] {
  return actions.map(({ key, effect, summary }) => ({ key, effect, summary }));
}

/** Recorded objects that the look did not find: they are forgotten, so that the plan makes them anew. */
export function forgottenResources(
  observed: Observed,
  resources: readonly Resource[],
  desired: Desired,
  plan: Plan,
): LedgerChange['gone'] {
  const { trunks, credentialLists, numbers } = observed.twilio;
  const present = new Set([
    ...trunks.map((trunk) => `twilio.trunk ${trunk.trunkSid}`),
    ...trunks.flatMap((trunk) => trunk.originationUrls.map((url) => `twilio.origination-url ${url.originationUrlSid}`)),
    ...trunks.flatMap((trunk) => trunk.credentialListSids.map((sid) => `twilio.credential-list-mapping ${sid}`)),
    ...credentialLists.map((list) => `twilio.credential-list ${list.credentialListSid}`),
    ...credentialLists.flatMap((list) => list.credentials.map((entry) => `twilio.credential ${entry.credentialSid}`)),
    ...observed.sip.outboundTrunks.map((trunk) => `livekit.outbound-trunk ${trunk.outboundTrunkId}`),
    ...observed.sip.inboundTrunks.map((trunk) => `livekit.inbound-trunk ${trunk.inboundTrunkId}`),
    ...observed.sip.dispatchRules.map((rule) => `livekit.dispatch-rule ${rule.dispatchRuleId}`),
  ]);
  const keepNumbers = new Set([
    ...[desired.trunk.numbers, desired.trunk.webhookNumbers, desired.trunk.releases]
      .flat()
      .map((number) => number.numberSid),
    // Being given back: remembered until that is done.
    ...plan.actions.flatMap((action) =>
      action.type === 'detach-number' || action.type === 'return-number'
        ? [action.numberSid]
        : action.type === 'restore-number'
          ? [action.number.numberSid]
          : [],
    ),
  ]);
  const owned = new Set(numbers.map((number) => number.numberSid));
  return resources
    .filter((resource) =>
      resource.kind === 'twilio.number'
        ? !keepNumbers.has(resource.externalId) || !owned.has(resource.externalId)
        : !present.has(`${resource.kind} ${resource.externalId}`),
    )
    .map(({ kind, externalId }) => ({ kind, externalId }));
}

const OUTBOUND_CHANGES: readonly SipAction['type'][] = ['update-outbound-trunk'];
const INBOUND_CHANGES: readonly SipAction['type'][] = [
  'create-inbound-trunk',
  'update-inbound-trunk',
  'create-dispatch-rule',
  'update-dispatch-rule',
];
const INBOUND_REMOVALS: readonly SipAction['type'][] = ['delete-inbound-trunk', 'delete-dispatch-rule'];

function keysOf(actions: readonly SipAction[], types: readonly SipAction['type'][]): string[] {
  return actions.filter((action) => types.includes(action.type)).map((action) => action.key);
}

function after<A extends Action>(action: A, keys: readonly string[]): A {
  return keys.length === 0 ? action : { ...action, dependsOn: [...action.dependsOn, ...keys] };
}
