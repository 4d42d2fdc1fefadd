import { isIPv6 } from 'node:net';
import type { LiveKitSipAddress } from './app-config.js';
import type { ConfigFindings } from './config-error.js';

const VARIABLE = 'LIVEKIT_SIP_URI';
const SHAPE =
  /^sip:(?<host>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]+\])(?::(?<port>\d{1,5}))?(?:;transport=(?<transport>[A-Za-z]+))?$/i;

/**
 * Parses `sip:host[:port][;transport=tcp|tls]`. Transport defaults to tcp and is always spelt out from here on, because Twilio's own
 * default is udp, over which LiveKit's INVITEs do not fit a packet.
 */
export function readSipAddress(text: string | undefined, findings: ConfigFindings): LiveKitSipAddress | null {
  if (text === undefined) return null;
  const refusal = refusalOf(text);
  if (refusal !== null) {
    findings.add(VARIABLE, refusal);
    return null;
  }
  const groups = SHAPE.exec(text)?.groups ?? {};
  return {
    host: (groups['host'] ?? '').toLowerCase(),
    port: groups['port'] === undefined ? null : Number(groups['port']),
    transport: groups['transport']?.toLowerCase() === 'tls' ? 'tls' : 'tcp',
  };
}

function refusalOf(text: string): string | null {
  if (/^(?:wss?|https?):/i.test(text)) {
    return "is LiveKit's web address; use its SIP URI, for example sip:abc123.sip.livekit.cloud.";
  }
  if (/^sips:/i.test(text)) return 'begins with sips:, which Twilio refuses; use sip: with ;transport=tls.';
  if (!/^sip:/i.test(text)) return 'does not begin with sip:; use for example sip:abc123.sip.livekit.cloud.';
  if (text.includes('@'))
    return 'has a user part; remove what is before the @, because Twilio puts the called number there.';
  const groups = SHAPE.exec(text)?.groups;
  const host = groups?.['host'] ?? '';
  if (groups === undefined || !isHost(host)) return 'is not of the form sip:host[:port][;transport=tcp|tls].';
  if (groups['port'] !== undefined && (Number(groups['port']) < 1 || Number(groups['port']) > 65_535)) {
    return 'has a port out of range; use 1 to 65535, or leave it out.';
  }
  const transport = groups['transport']?.toLowerCase();
  return transport === undefined || transport === 'tcp' || transport === 'tls'
    ? null
    : 'has a transport that LiveKit and Twilio do not share; use ;transport=tcp or ;transport=tls.';
}

function isHost(host: string): boolean {
  if (host.startsWith('[')) return isIPv6(host.slice(1, -1));
  return host.split('.').every((label) => /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label));
}
