import type { Secret } from '@app/secrets';
import type { Recording, TrunkSettings } from '@app/twilio-trunk';

export const CREDENTIAL_STATUSES = [
  'legacy',
  'pending',
  'provisioning',
  'ready',
  'degraded',
  'needs_attention',
  'disconnecting',
  'removed',
] as const;
export type CredentialStatus = (typeof CREDENTIAL_STATUSES)[number];

/** Why a credential is not as it should be, as stored: a code of the problem catalogue, when it was noticed, and about what. */
export interface StoredProblem {
  readonly code: string;
  readonly at: string;
  /** What stands in the way: SIDs of the account's own objects. */
  readonly about?: string;
}

/** One Twilio account of one tenant, without its secrets. */
export interface Credential {
  readonly credentialId: string;
  readonly tenantId: string;
  readonly accountSid: string;
  readonly apiKeySid: string | null;
  readonly label: string;
  readonly isActive: boolean;
  readonly status: CredentialStatus;
  readonly accountName: string | null;
  readonly accountType: string | null;
  /** The name of everything we make for it: `trunkline:<installation>:<own>`; null in rows of the origin system. */
  readonly resourceName: string | null;
  readonly domainName: string | null;
  readonly domainPrefix: string | null;
  readonly trunkSid: string | null;
  readonly credentialListSid: string | null;
  readonly sipUsername: string | null;
  readonly previousSipUsername: string | null;
  readonly previousSipRetireAt: Date | null;
  readonly settings: TrunkSettings;
  readonly recording: Recording;
  readonly problem: StoredProblem | null;
  readonly drift: readonly DriftEntry[];
  readonly verifiedAt: Date | null;
  readonly readyAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One difference that the last verification found: the plan's own sentence. */
export interface DriftEntry {
  readonly key: string;
  readonly effect: string;
  readonly summary: string;
}

/** The secrets of a credential; each null when there is none. */
export interface CredentialSecrets {
  readonly authToken: Secret | null;
  readonly apiKeySecret: Secret | null;
  readonly sipPassword: Secret | null;
  readonly previousSipPassword: Secret | null;
  /** The user names, read together with their passwords: a rotation between two reads would tear the pairs apart. */
  readonly sipUsername: string | null;
  readonly previousSipUsername: string | null;
  /** The part of our webhooks' addresses that names the account; it is no key, and nobody has to know it. */
  readonly ingressId: string | null;
}
