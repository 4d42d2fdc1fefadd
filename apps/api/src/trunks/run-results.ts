import { aimOf, type Look } from './connection-observer.js';
import { storedProblem, type Failure } from './failure-policy.js';
import type { LedgerChange, ResourceKind } from './ledger.js';
import type { RunKind } from './run.js';
import type { Progress } from './run-recorder.js';

/** What is written when a look found everything as desired. */
export function settledFields(pass: number, look: Look, gone: LedgerChange['gone'], now: Date): Progress {
  const { credential } = look;
  // The overlap is over and the retired user name is gone: its password goes too.
  const retired =
    credential.previousSipUsername !== null &&
    !look.desired.trunk.sipUsernames.includes(credential.previousSipUsername);
  const at = now.toISOString();
  return {
    steps: [
      {
        pass,
        actionKey: 'verify',
        effect: 'none',
        state: 'info',
        summary: 'Read everything back: Twilio and LiveKit are as desired.',
      },
    ],
    ledger: { put: [], gone },
    credential: {
      status: 'ready',
      problem: null,
      drift: [],
      verified_at: at,
      ...(credential.readyAt === null ? { ready_at: at } : {}),
      ...(retired ? { previous_sip_username: null, previous_sip_password: null, previous_sip_retire_at: null } : {}),
    },
    run: { status: 'succeeded', problem: null },
  };
}

/** What is written when nothing of ours is left: the row stays as a tombstone for its history, without any secret. */
export function removedFields(pass: number, look: Look, kind: RunKind): Progress {
  return {
    steps: [
      {
        pass,
        actionKey: 'verify',
        effect: 'none',
        state: 'info',
        summary:
          kind === 'abandon'
            ? `LiveKit’s side is gone and the secrets are forgotten; Twilio was left as it is${leftAt(look)}.`
            : 'Read everything back: nothing that Trunkline made is left.',
      },
    ],
    ledger: { put: [], gone: look.resources.map(({ kind, externalId }) => ({ kind, externalId })) },
    credential: removedColumns(),
    run: { status: 'succeeded', problem: null },
  };
}

/** What is written when only a person can help. */
export function failedFields(kind: RunKind, failure: Failure): Progress {
  const problem = storedProblem(failure);
  return {
    // What was to be disconnected is not to be built again, so its status stays.
    credential: aimOf(kind) === 'present' ? { status: 'needs_attention', problem } : { problem },
    run: { status: 'failed', problem },
  };
}

/** What is written when a later attempt may succeed. */
export function postponedFields(kind: RunKind, failure: Failure, nextAttemptAt: Date): Progress {
  const problem = storedProblem(failure);
  return {
    credential: aimOf(kind) === 'present' ? { status: 'degraded', problem } : { problem },
    run: { status: 'queued', problem, nextAttemptAt },
  };
}

/** What of ours an abandoned account still holds, for whoever signs in there again. */
function leftAt({ resources }: Look): string {
  const left = resources
    .filter(({ kind, ownership }) => ownership === 'created' && LEFT.includes(kind))
    .map(({ kind, externalId }) => `${kind.replace('twilio.', '').replaceAll('-', ' ')} ${externalId}`);
  return left.length === 0 ? '' : `, with our ${left.join(', ')}`;
}

/** What hangs on these goes with them. */
const LEFT: readonly ResourceKind[] = ['twilio.trunk', 'twilio.credential-list'];

export function removedColumns(): Record<string, unknown> {
  return {
    status: 'removed',
    is_active: false,
    removed_at: new Date().toISOString(),
    problem: null,
    drift: [],
    auth_token: null,
    api_key_secret: null,
    sip_password: null,
    previous_auth_token: null,
    previous_sip_password: null,
    previous_sip_username: null,
    previous_sip_retire_at: null,
    previous_auth_token_expires_at: null,
    ingress_id: null,
  };
}
