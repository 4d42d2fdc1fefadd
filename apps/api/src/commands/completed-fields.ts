import type { Secret } from '@app/secrets';
import type { AccountFacts, ObservedTwilio, Recording, TrunkSettings } from '@app/twilio-trunk';
import { generateSipPassword } from '@app/twilio-trunk';
import type { Names } from '../trunks/names.js';
import type { ConnectedRow, LegacyRow } from './legacy-rows.store.js';

/** Twilio's limit; the origin system could store longer ones, which Twilio had refused. */
const LONGEST_USERNAME = 32;

/** What a row of the origin system becomes, before its secrets are sealed. */
export interface Completed {
  readonly label: string;
  readonly isActive: boolean;
  readonly resourceName: string;
  readonly domainName: string;
  readonly domainPrefix: string;
  readonly sipUsername: string;
  readonly sipPassword: Secret | string;
  readonly accountName: string | null;
  readonly accountType: string;
  readonly settings: TrunkSettings;
  readonly recording: Recording;
}

const NEW_TRUNK: { readonly settings: TrunkSettings; readonly recording: Recording } = {
  settings: { secure: false, transferMode: 'disable-all', disasterRecoveryUrl: null },
  recording: { mode: 'do-not-record', trim: 'do-not-trim' },
};

/**
 * Keeps what the row and its trunk have, and chooses the rest. The trunk's own domain and settings win over the row's: the trunk is
 * what calls go through today, and completing must not change how they go.
 */
export function completedFields(
  row: LegacyRow,
  names: Names,
  facts: AccountFacts,
  observed: ObservedTwilio,
  connected: readonly ConnectedRow[],
): Completed {
  const trunk =
    observed.trunks.find((candidate) => candidate.trunkSid === row.trunk_sid) ??
    observed.trunks.find((candidate) => candidate.domainName !== null && candidate.domainName === row.domain_name);
  const domainName = trunk?.domainName ?? present(row.domain_name) ?? names.domainName;
  const username = present(row.sip_username);
  const keepsUsername = username !== null && username.length <= LONGEST_USERNAME;
  const password = keepsUsername && present(row.sip_password) !== null ? row.sip_password : null;
  const own = connected.filter((other) => other.user_id === row.user_id);
  return {
    label: freeLabel(
      present(row.label) ?? facts.friendlyName ?? 'Twilio',
      own.map((other) => other.label),
    ),
    isActive: row.is_active && !own.some((other) => other.is_active),
    resourceName: names.resourceName,
    domainName,
    domainPrefix: domainName.replace(/\.pstn\.twilio\.com$/, ''),
    sipUsername: keepsUsername ? username : names.sipUsername,
    sipPassword: password ?? generateSipPassword(),
    accountName: facts.friendlyName,
    accountType: facts.type,
    ...(trunk === undefined ? NEW_TRUNK : { settings: trunk.settings, recording: trunk.recording }),
  };
}

/** The label itself, or the first of `label (2)`, `label (3)`, … that the tenant has not used. */
export function freeLabel(label: string, used: readonly string[]): string {
  const taken = new Set(used.map((other) => other.toLowerCase()));
  const short = label.slice(0, 58);
  const candidates = [label.slice(0, 64), ...used.map((_, index) => `${short} (${index + 2})`)];
  return candidates.find((candidate) => !taken.has(candidate.toLowerCase())) ?? `${short} (${used.length + 2})`;
}

function present(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text.trim();
}
