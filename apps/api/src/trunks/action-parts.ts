import type { SipIds } from '@app/livekit';
import type { Secret } from '@app/secrets';
import type { TwilioAccount } from '@app/twilio-trunk';
import type { Look } from './connection-observer.js';
import type { Resource, ResourceKind } from './ledger.js';
import type { Action } from './plan-connection.js';

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

/** What an action at LiveKit refers to. */
export function sipIds(resources: readonly Resource[]): SipIds {
  return {
    inboundTrunkId: resources.find((resource) => resource.kind === 'livekit.inbound-trunk')?.externalId ?? null,
  };
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

/** The columns that the system we descend from also has: they name the objects in use. */
export function credentialFields(action: Action, externalId: string | null): Record<string, unknown> {
  switch (action.type) {
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
