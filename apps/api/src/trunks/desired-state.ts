import type { PresentSip, SipMark } from '@app/livekit';
import type { Secret } from '@app/secrets';
import type { DesiredNumber, DesiredTrunk, TrunkSettings } from '@app/twilio-trunk';
import type { LiveKitSipAddress } from '../config/app-config.js';
import type { Credential } from '../credentials/credential.js';
import type { InboundAgent } from './agent-endpoints.store.js';
import { desiredInbound } from './desired-inbound.js';
import type { NumberWishes } from './number-wishes.js';
import { disasterRecoveryUrl, hookMark, webhookBinding } from './webhook-urls.js';

/** What this installation brings to every tenant's trunk. */
export interface InstallationFacts {
  readonly installationId: string;
  readonly livekitSip: LiveKitSipAddress;
  readonly agentName: string;
  /** Where Twilio reaches our webhooks; null where it cannot. */
  readonly webhookBase: string | null;
}

/** A credential whose names are chosen: only such a one can be provisioned. */
export interface NamedCredential extends Credential {
  readonly resourceName: string;
  readonly domainName: string;
  readonly sipUsername: string;
}

export function isNamed(credential: Credential): credential is NamedCredential {
  return credential.resourceName !== null && credential.domainName !== null && credential.sipUsername !== null;
}

/**
 * One switch for both sides: with `secure` Twilio demands TLS and SRTP, so the origination URL, LiveKit's transport and its media
 * encryption follow; any one of them alone makes calls fail (Twilio 32207–32209).
 */
export function desiredTrunk(
  credential: NamedCredential,
  facts: InstallationFacts,
  numbers: NumberWishes,
  presence: 'present' | 'absent',
  now: Date,
  /** Null: this account has no webhooks of ours. */
  ingressId: string | null,
): DesiredTrunk {
  const { webhookBase } = facts;
  return {
    presence,
    friendlyName: credential.resourceName,
    domainName: credential.domainName,
    credentialListName: credential.resourceName,
    sipUsernames: validUsernames(credential, now),
    ownUsernamePrefix: ownUsernamePrefix(credential.resourceName),
    settings: withRecovery(credential.settings, webhookBase, ingressId),
    recording: credential.recording,
    originationUrls: [
      {
        friendlyName: `${credential.resourceName}:1`,
        sipUrl: originationUri(facts.livekitSip, credential.settings.secure),
        priority: 1,
        weight: 1,
      },
    ],
    numbers: numbers.trunk,
    webhookNumbers: numbers.webhook,
    webhookBinding: webhookBase === null || ingressId === null ? null : webhookBinding(webhookBase, ingressId),
    hookMark: ingressId === null ? null : hookMark(ingressId),
    renames: numbers.renames,
    releases: numbers.releases,
  };
}

/** A tenant who names no address for the case that LiveKit does not answer gets ours, where it is a public one. */
function withRecovery(settings: TrunkSettings, webhookBase: string | null, ingressId: string | null): TrunkSettings {
  if (settings.disasterRecoveryUrl !== null || ingressId === null || !webhookBase?.startsWith('https:'))
    return settings;
  return { ...settings, disasterRecoveryUrl: disasterRecoveryUrl(webhookBase, ingressId) };
}

export function desiredSip(
  credential: NamedCredential,
  sipPassword: Secret,
  facts: InstallationFacts,
  numbers: readonly DesiredNumber[],
  agents: readonly InboundAgent[],
): PresentSip {
  const { secure } = credential.settings;
  const e164 = numbers.map((number) => number.phoneNumber);
  return {
    presence: 'present',
    mark: sipMark(credential, facts),
    outboundTrunk: {
      name: `${credential.resourceName}:outbound`,
      address: credential.domainName,
      transport: secure ? 'tls' : 'tcp',
      numbers: e164.length > 0 ? e164 : ['*'],
      authUsername: credential.sipUsername,
      authPassword: sipPassword,
      mediaEncryption: secure ? 'require' : 'disable',
    },
    inbound: desiredInbound(credential, facts, e164, agents),
  };
}

/**
 * Where Twilio sends inbound calls: `sip:` with the transport named, never `sips:` and never a user part, which Twilio fills with the
 * called number. A port given for another transport is left out with TLS, which has its own (5061).
 */
export function originationUri({ host, port, transport }: LiveKitSipAddress, secure: boolean): string {
  const named = secure ? 'tls' : transport;
  return `sip:${host}${port === null || named !== transport ? '' : `:${port}`};transport=${named}`;
}

export function sipMark(credential: Credential, facts: InstallationFacts): SipMark {
  return {
    managedBy: 'trunkline',
    installation: facts.installationId,
    tenantId: credential.tenantId,
    credentialId: credential.credentialId,
  };
}

/** The current user name, and the previous one until its overlap has passed. */
export function validUsernames(credential: NamedCredential, now: Date): string[] {
  const { sipUsername, previousSipUsername, previousSipRetireAt } = credential;
  const overlaps = previousSipUsername !== null && previousSipRetireAt !== null && previousSipRetireAt > now;
  return overlaps ? [sipUsername, previousSipUsername] : [sipUsername];
}

export function ownUsernamePrefix(resourceName: string): string {
  return `tl${resourceName.split(':')[2] ?? resourceName}`;
}
