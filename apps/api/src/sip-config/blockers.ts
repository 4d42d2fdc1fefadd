import type { Credential } from '../credentials/credential.js';
import type { Resource } from '../trunks/ledger.js';

/** One reason why calls cannot be placed, and what removes it. */
export interface Blocker {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

/** The user name that certainly works now: the current one once Twilio has it, before that the previous one. */
export function usableUsername(
  credential: Pick<Credential, 'sipUsername' | 'previousSipUsername'>,
  resources: readonly Resource[],
): 'current' | 'previous' | null {
  const works = (username: string | null): boolean =>
    username !== null &&
    resources.some(
      ({ kind, detail }) =>
        kind === 'twilio.credential' && detail.username === username && detail.dateUpdated !== undefined,
    );
  if (works(credential.sipUsername)) return 'current';
  return works(credential.previousSipUsername) ? 'previous' : null;
}

const REPAIR = 'POST /api/v1/twilio-credentials/{credentialId}/trunk/repair';

/** Drift that keeps outbound calls from working, by the key of the plan's action that would mend it. */
const BREAKING_DRIFT: readonly {
  readonly key: RegExp;
  /** The fields whose change breaks calls, as the plan's sentence names them; others (a name, a transfer mode) do not. */
  readonly fields?: RegExp;
  readonly code: string;
  readonly message: string;
}[] = [
  { key: /^twilio\.trunk\.create$/, code: 'trunk.missing', message: 'The trunk has been deleted at Twilio.' },
  {
    key: /^twilio\.(credential-list\.(create|attach)$|credential\.create\.)/,
    code: 'trunk.credentials_missing',
    message: 'The SIP user name or its list is gone from the trunk, so Twilio refuses every call.',
  },
  {
    key: /^twilio\.credential\.password\./,
    code: 'trunk.credentials_changed',
    message: 'The password of the SIP user name was changed at Twilio.',
  },
  {
    key: /^twilio\.trunk\.update$/,
    fields: /\b(domainName|secure)\b/,
    code: 'trunk.settings_changed',
    message: 'Settings of the trunk were changed at Twilio.',
  },
  {
    key: /^livekit\.outbound-trunk\.create$/,
    code: 'livekit.outbound_trunk_missing',
    message: 'The LiveKit outbound trunk has been deleted.',
  },
  {
    key: /^livekit\.outbound-trunk\.update$/,
    fields: /\b(address|transport|authUsername|authPassword|mediaEncryption)\b/,
    code: 'livekit.outbound_trunk_changed',
    message: 'The LiveKit outbound trunk was changed.',
  },
];

/** Why the outbound side is not ready; empty when it is. Judged from what is stored: asking here changes and calls nothing. */
export function outboundBlockers(
  credential: Credential,
  resources: readonly Resource[],
  mode: 'stored' | 'inline',
): Blocker[] {
  const has = (kind: Resource['kind']): boolean => resources.some((resource) => resource.kind === kind);
  const fix = REPAIR.replace('{credentialId}', credential.credentialId);
  if (credential.status === 'pending') {
    return [
      {
        code: 'trunk.not_built',
        message: 'The account is connected, but its trunk has not been built yet.',
        fix: `POST /api/v1/twilio-credentials/${credential.credentialId}/trunk/apply`,
      },
    ];
  }
  if (credential.status === 'disconnecting') {
    return [
      {
        code: 'credential.disconnecting',
        message: 'The account is being disconnected.',
        fix: 'Connect another account.',
      },
    ];
  }
  const blockers: Blocker[] = [];
  if (credential.problem?.code === 'twilio.account_suspended') {
    blockers.push({
      code: 'twilio.account_suspended',
      message: 'Twilio says that the account is not active.',
      fix: 'Settle it with Twilio, then repair the trunk.',
    });
  }
  const missing: readonly [boolean, string, string][] = [
    [has('twilio.trunk'), 'trunk.missing', 'The Twilio trunk has not been built.'],
    // That the list is on the trunk is recorded before it is put there, so the record alone does not say that it is.
    [credential.readyAt !== null, 'trunk.credentials_missing', 'The trunk accepts no user name yet.'],
    [
      usableUsername(credential, resources) !== null,
      'trunk.credentials_missing',
      'The SIP user name is not at Twilio yet.',
    ],
    [
      mode === 'inline' || has('livekit.outbound-trunk'),
      'livekit.outbound_trunk_missing',
      'The LiveKit outbound trunk has not been built.',
    ],
  ];
  for (const [present, code, message] of missing) {
    if (!present && !blockers.some((blocker) => blocker.code === code)) blockers.push({ code, message, fix });
  }
  for (const { key, fields, code, message } of BREAKING_DRIFT) {
    if (mode === 'inline' && code.startsWith('livekit.')) continue;
    const drifted = credential.drift.some((entry) => key.test(entry.key) && (fields?.test(entry.summary) ?? true));
    if (drifted && !blockers.some((blocker) => blocker.code === code)) blockers.push({ code, message, fix });
  }
  return blockers;
}
