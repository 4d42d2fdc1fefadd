import { Secret } from '@app/secrets';
import type { LiveKitConfig } from './app-config.js';
import type { ConfigFindings } from './config-error.js';
import type { Env, EnvName } from './env.js';
import { isLoopbackHost } from './loopback.js';
import { readSipAddress } from './read-sip-address.js';
import { readUrl, withoutTrailingSlash } from './read-url.js';
import { secretWeakness } from './secret-weakness.js';

const NEEDED = ['LIVEKIT_URL', 'LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET', 'LIVEKIT_SIP_URI'] as const satisfies EnvName[];
const WHERE_TO_FIND: Readonly<Record<(typeof NEEDED)[number], string>> = {
  LIVEKIT_URL: 'copy the project URL (wss://…) from the LiveKit settings, or use `npm start` with its sandbox.',
  LIVEKIT_API_KEY: 'create an API key in the LiveKit settings.',
  LIVEKIT_API_SECRET: 'it is shown together with the LiveKit API key.',
  LIVEKIT_SIP_URI: 'copy the SIP URI (sip:….sip.livekit.cloud) from the LiveKit settings.',
};
const DEFAULT_AGENT_NAME = 'trunkline-agent';

/** All four variables are needed: without LiveKit a trunk would ring nowhere. */
export function readLiveKit(env: Env, warnings: string[], findings: ConfigFindings): LiveKitConfig {
  for (const name of NEEDED.filter((candidate) => env[candidate] === undefined)) {
    findings.add(name, `is missing; ${WHERE_TO_FIND[name]}`);
  }
  const url = readLiveKitUrl(env.LIVEKIT_URL, findings);
  const sip = readSipAddress(env.LIVEKIT_SIP_URI, findings);
  refuseWeak(env, url, findings);
  if (url !== null && sip !== null && sip.host.split('.')[0] === cloudSlug(url)) {
    warnings.push(
      'LIVEKIT_SIP_URI begins like LIVEKIT_URL, but LiveKit Cloud uses another name for SIP: ' +
        'copy the SIP URI from the project settings, or inbound calls will answer 404.',
    );
  }
  return {
    url: url === null ? '' : withoutTrailingSlash(url),
    apiKey: env.LIVEKIT_API_KEY ?? '',
    apiSecret: new Secret(env.LIVEKIT_API_SECRET ?? ''),
    sip: sip ?? { host: '', port: null, transport: 'tcp' },
    agentName: env.LIVEKIT_AGENT_NAME ?? DEFAULT_AGENT_NAME,
  };
}

function readLiveKitUrl(text: string | undefined, findings: ConfigFindings): URL | null {
  if (text === undefined) return null;
  const url = readUrl(text, ['ws', 'wss', 'http', 'https']);
  if (url === null) {
    findings.add('LIVEKIT_URL', 'is not a LiveKit URL; use for example wss://my-project.livekit.cloud.');
  } else if ((url.protocol === 'ws:' || url.protocol === 'http:') && !isLoopbackHost(url.hostname)) {
    findings.add(
      'LIVEKIT_URL',
      'is not encrypted; use wss, because the API key travels over it (ws is for loopback only).',
    );
  }
  return url;
}

/** `livekit-server --dev` knows only devkey and secret, so those are good on this machine and nowhere else. */
function refuseWeak(env: Env, url: URL | null, findings: ConfigFindings): void {
  if (url !== null && isLoopbackHost(url.hostname)) return;
  const secret = env.LIVEKIT_API_SECRET;
  const weakness = secret === undefined ? null : secretWeakness(secret, 32);
  if (weakness !== null)
    findings.add('LIVEKIT_API_SECRET', `${weakness}; use the secret LiveKit made for this API key.`);
  if (env.LIVEKIT_API_KEY === 'devkey') {
    findings.add('LIVEKIT_API_KEY', "is the development server's published key; use the project's own.");
  }
}

function cloudSlug(url: URL): string | null {
  return url.hostname.endsWith('.livekit.cloud') ? (url.hostname.split('.')[0] ?? null) : null;
}
