import { isIP } from 'node:net';
import type { ServerConfig } from './app-config.js';
import type { ConfigFindings } from './config-error.js';
import type { Env } from './env.js';
import { isLoopbackHost } from './loopback.js';
import { readUrl, withoutTrailingSlash } from './read-url.js';

export function readServer(env: Env, isSandbox: boolean, findings: ConfigFindings): ServerConfig {
  const host = env.HOST ?? '127.0.0.1';
  const port = env.PORT ?? 3000;
  return {
    host,
    port,
    publicUrl: readPublicUrl(env, isSandbox, port, findings),
    trustProxy: readTrustProxy(env.TRUST_PROXY, findings),
  };
}

function readPublicUrl(env: Env, isSandbox: boolean, port: number, findings: ConfigFindings): string {
  if (env.PUBLIC_URL === undefined) {
    if (!isSandbox) {
      findings.add(
        'PUBLIC_URL',
        'is missing; set it to the https URL under which Twilio and browsers reach this service.',
      );
    }
    return `http://127.0.0.1:${port}`;
  }
  const url = readUrl(env.PUBLIC_URL, ['http', 'https']);
  if (url === null) {
    findings.add(
      'PUBLIC_URL',
      'is not a plain URL; use for example https://sip.example.com (no user, query or fragment).',
    );
    return '';
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    findings.add(
      'PUBLIC_URL',
      'is http; use https, because tokens and webhooks travel over it (http is for loopback only).',
    );
  }
  return withoutTrailingSlash(url);
}

/** `true` is refused: it believes whatever the client writes into `X-Forwarded-For`, and with it goes every limit by address. */
function readTrustProxy(text: string | undefined, findings: ConfigFindings): ServerConfig['trustProxy'] {
  if (text === undefined || text === 'false' || text === '0') return false;
  if (/^[1-9]$/.test(text)) return Number(text);
  const ranges = text.split(',').map((range) => range.trim());
  if (ranges.every(isAddressRange)) return ranges;
  findings.add(
    'TRUST_PROXY',
    'makes no sense; use the number of proxies in front (1 to 9) or their addresses: 10.0.0.0/8,::1.',
  );
  return false;
}

function isAddressRange(range: string): boolean {
  const [address = '', bits, ...rest] = range.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128))
  );
}
