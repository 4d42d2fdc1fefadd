import { sideKey, type SipAction, type SipIds } from '@app/livekit';
import type { Secret } from '@app/secrets';
import type { TwilioAccount } from '@app/twilio-trunk';
import type { Look } from './connection-observer.js';
import type { Resource, ResourceKind } from './ledger.js';
import type { Action } from './plan-connection.js';
import type { Run } from './run.js';

/** The journal's entry on an action. */
export function stepOf(
  pass: number,
  action: Action,
  state: 'planned' | 'started' | 'done' | 'failed',
): { pass: number; actionKey: string; effect: string; state: typeof state; summary: string } {
  return { pass, actionKey: action.key, effect: action.effect, state, summary: action.summary };
}

/** In what an action at Twilio is done: null for what is not there yet. */
export function parentSids(resources: readonly Resource[]): {
  trunkSid: string | null;
  credentialListSid: string | null;
} {
  const of = (kind: ResourceKind): string | null =>
    resources.find((resource) => resource.kind === kind)?.externalId ?? null;
  return { trunkSid: of('twilio.trunk'), credentialListSid: of('twilio.credential-list') };
}

/** What an action at LiveKit refers to: the recorded trunk of the side that it is for. */
export function sipIds(resources: readonly Resource[], action: SipAction): SipIds {
  const side = sideKey('mark' in action ? action.mark.side : null);
  const trunk = resources.find(({ kind, detail }) => kind === 'livekit.inbound-trunk' && sideKey(detail.side) === side);
  return { inboundTrunkId: trunk?.externalId ?? null };
}

/** Throws a TypeError for a look without access to the account, whose plan has no action at Twilio. */
export function accountOf({ access }: Look): TwilioAccount {
  if (access === null) throw new TypeError('nothing is done at Twilio for who abandons it');
  return access.account;
}

/** The password that an action sets; null for one that sets none. */
export function passwordFor(action: Action, { access, credential }: Look): Secret | null {
  if (access === null || (action.type !== 'create-credential' && action.type !== 'set-credential-password'))
    return null;
  const { sipPassword, previousSipPassword } = access.secrets;
  return action.username === credential.sipUsername ? sipPassword : previousSipPassword;
}

/**
 * What an action changes in the credential's own row: the objects in use, which the system we descend from also names there, and, once
 * the new user name of a rotation works, until when the one before it does.
 */
export function credentialFields(
  action: Action,
  externalId: string | null,
  { previousSipRetireAt, sipUsername }: RotatingNames,
  run: Pick<Run, 'kind' | 'createdAt'>,
  now: Date,
): Record<string, unknown> {
  switch (action.type) {
    case 'create-credential':
    case 'set-credential-password':
      return action.username === sipUsername && previousSipRetireAt !== null && run.kind === 'rotate'
        ? { previous_sip_retire_at: retireAt(previousSipRetireAt, run.createdAt, now).toISOString() }
        : {};
    case 'create-trunk':
    case 'adopt-trunk':
    case 'record-trunk':
      return { trunk_sid: externalId };
    case 'create-credential-list':
    case 'adopt-credential-list':
    case 'record-credential-list':
      return { credential_list_sid: externalId };
    default:
      return {};
  }
}

interface RotatingNames {
  readonly sipUsername: string;
  readonly previousSipRetireAt: Date | null;
}

/**
 * The overlap counts from when the new user name works, not from when it was asked for: until then agents were given the old one, and
 * what they were given a moment ago must not be taken away.
 */
function retireAt(planned: Date, askedAt: Date, now: Date): Date {
  const overlapMs = Math.max(0, planned.getTime() - askedAt.getTime());
  return new Date(Math.max(planned.getTime(), now.getTime() + overlapMs));
}
