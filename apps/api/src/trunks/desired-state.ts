import type { PresentSip, SipMark } from '@app/livekit';
import type { Secret } from '@app/secrets';
import type { DesiredNumber, DesiredTrunk } from '@app/twilio-trunk';
import type { LiveKitSipAddress } from '../config/app-config.js';
import type { Credential } from '../credentials/credential.js';

/** What this installation brings to every tenant's trunk. */
export interface InstallationFacts {
  readonly installationId: string;
  readonly livekitSip: LiveKitSipAddress;
  readonly agentName: string;
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
  numbers: readonly DesiredNumber[],
  presence: 'present' | 'absent',
  now: Date,
): DesiredTrunk {
  return {
    presence,
    friendlyName: credential.resourceName,
    domainName: credential.domainName,
    credentialListName: credential.resourceName,
    sipUsernames: validUsernames(credential, now),
    ownUsernamePrefix: ownUsernamePrefix(credential.resourceName),
    settings: credential.settings,
    recording: credential.recording,
    originationUrls: [
      {
        friendlyName: `${credential.resourceName}:1`,
        sipUrl: originationUri(facts.livekitSip, credential.settings.secure),
        priority: 1,
        weight: 1,
      },
    ],
    numbers,
  };
}

export function desiredSip(
  credential: NamedCredential,
  sipPassword: Secret,
  facts: InstallationFacts,
  numbers: readonly DesiredNumber[],
): PresentSip {
  const { secure } = credential.settings;
  const e164 = numbers.map((number) => number.phoneNumber);
  const inbound = e164.length > 0;
  return {
    presence: 'present',
    mark: sipMark(credential, facts),
    outboundTrunk: {
      name: `${credential.resourceName}:outbound`,
      address: credential.domainName,
      transport: secure ? 'tls' : 'tcp',
      numbers: inbound ? e164 : ['*'],
      authUsername: credential.sipUsername,
      authPassword: sipPassword,
      mediaEncryption: secure ? 'require' : 'disable',
    },
    inboundTrunk: inbound
      ? {
          name: `${credential.resourceName}:inbound`,
          numbers: e164,
          mediaEncryption: secure ? 'require' : 'disable',
        }
      : null,
    dispatchRule: inbound
      ? {
          name: `${credential.resourceName}:rule`,
          roomPrefix: roomPrefix(credential.tenantId),
          agentName: facts.agentName,
          attributes: { tenantId: credential.tenantId, credentialId: credential.credentialId },
        }
      : null,
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

/** LiveKit puts `_` behind it and the caller's number behind that. */
export function roomPrefix(tenantId: string): string {
  return `t_${tenantId.slice(0, 8)}`;
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
