import { createHash } from 'node:crypto';
import type { Secret } from '@app/secrets';
import type { AnsweringAgent } from '../trunks/agent-endpoints.store.js';
import type { Credential } from '../credentials/credential.js';
import { roomPrefix } from '../trunks/desired-inbound.js';
import type { Resource } from '../trunks/ledger.js';
import { inboundSides, isBuilt } from './inbound-sides.js';
import type { SipConfigDto } from './sip-config.dto.js';

/** An agent keeps a configuration no longer than this; far shorter than any overlap of a rotation. */
const VALID_MS = 5 * 60_000;
/** LiveKit's own default (livekit docs, outbound calls). */
const RINGING_TIMEOUT_SECONDS = 30;
/** Twilio ends trunk calls after four hours unless told otherwise. */
const MAX_CALL_SECONDS = 4 * 3_600;
/** Twilio's default for one trunk and region. */
const CPS_LIMIT = 1;

export interface SipConfigFacts {
  readonly credential: Credential;
  readonly resources: readonly Resource[];
  readonly mode: 'stored' | 'inline';
  /** The working user name with its password; mode inline only. */
  readonly signIn: { readonly username: string; readonly password: Secret } | null;
  readonly livekitUrl: string;
  readonly sipUri: string;
  readonly agentName: string;
  /** On the trunk plane. */
  readonly numbers: readonly string[];
  readonly agents: readonly AnsweringAgent[];
  readonly from: string | null;
  readonly now: Date;
}

/** The answer to an agent whose outbound side is ready, field by field. The etag covers everything but the times. */
export function renderSipConfig(facts: SipConfigFacts): SipConfigDto {
  const { credential, resources, mode, now } = facts;
  const idOf = (kind: Resource['kind']): string | null =>
    resources.find((resource) => resource.kind === kind)?.externalId ?? null;
  const { secure, transferMode } = credential.settings;
  const outboundTrunkId = idOf('livekit.outbound-trunk');
  const prefix = roomPrefix(credential.tenantId);
  const content = {
    version: 1,
    tenantId: credential.tenantId,
    configId: credential.credentialId,
    livekit: { url: facts.livekitUrl, sipUri: facts.sipUri },
    mode,
    outbound: {
      ready: true,
      blockers: [],
      ...(mode === 'stored' && outboundTrunkId !== null ? { sipTrunkId: outboundTrunkId } : {}),
      ...(facts.signIn === null
        ? {}
        : {
            trunk: {
              hostname: credential.domainName ?? '',
              transport: secure ? 'SIP_TRANSPORT_TLS' : 'SIP_TRANSPORT_TCP',
              authUsername: facts.signIn.username,
              authPassword: facts.signIn.password.reveal(),
            },
          }),
      fromNumber: facts.from ?? facts.numbers[0] ?? null,
      allowedFromNumbers: facts.numbers,
      mediaEncryption: secure ? 'SIP_MEDIA_ENCRYPT_REQUIRE' : 'SIP_MEDIA_ENCRYPT_DISABLE',
      ringingTimeoutSeconds: RINGING_TIMEOUT_SECONDS,
      maxCallDurationSeconds: MAX_CALL_SECONDS,
      cpsLimit: CPS_LIMIT,
    },
    inbound: { ...inboundOf(facts), roomPrefix: prefix },
    transfer: {
      enabled: transferMode !== 'disable-all',
      mode: transferMode,
      targetFormat: transferMode === 'sip-only' ? 'sip:{user}@{host}' : 'tel:{e164}',
      ringingTimeoutSeconds: RINGING_TIMEOUT_SECONDS,
    },
    recording: {
      provider: credential.recording.mode === 'do-not-record' ? 'none' : 'twilio',
      mode: credential.recording.mode,
      dualChannel: credential.recording.mode.endsWith('-dual'),
    },
    correlation: {
      participantIdentityTemplate: 'sip_{callId}',
      roomNameTemplate: `${prefix}_{callId}`,
      attributes: { tenantId: credential.tenantId, credentialId: credential.credentialId },
      twilio: { accountSid: credential.accountSid, trunkSid: credential.trunkSid },
    },
  } as const;
  return {
    ...content,
    issuedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + VALID_MS).toISOString(),
    etag: createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32),
  };
}

/** The fields beside `sides` are those of the trunk plane's only side, or of the installation's own agent where there are several. */
function inboundOf({ resources, numbers, agents, agentName }: SipConfigFacts) {
  const sides = inboundSides(resources, numbers, agents, agentName);
  const byTrunk = sides.filter(({ plane }) => plane === 'trunk');
  const [only, ...others] = byTrunk;
  const main = others.length === 0 ? only : byTrunk.find(({ agentId }) => agentId === null);
  const ready = sides.length > 0 && sides.every(isBuilt);
  const none = {
    code: 'numbers.none',
    message: 'No number is on the trunk, so no call can come in.',
    fix: 'Attach a number to the trunk.',
  };
  const unbuilt = {
    code: 'livekit.inbound_missing',
    message: 'LiveKit’s inbound side has not been built for every agent yet.',
    fix: 'Wait for the run that is under way, or repair the trunk.',
  };
  return {
    ready,
    blockers: ready ? [] : [sides.length === 0 ? none : unbuilt],
    sipTrunkId: main?.sipTrunkId ?? null,
    dispatchRuleId: main?.dispatchRuleId ?? null,
    numbers,
    agentName: main?.agentName ?? agentName,
    sides: sides.map((side) => ({ ...side, ready: isBuilt(side) })),
  };
}
