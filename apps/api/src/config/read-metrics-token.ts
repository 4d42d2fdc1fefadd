import { Secret } from '@app/secrets';
import type { ConfigFindings } from './config-error.js';
import { secretWeakness } from './secret-weakness.js';

const LEAST_LENGTH = 24;
/** What a Bearer token may consist of (RFC 6750); anything else could never be presented. */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

/** The figures tell how the whole installation fares, so what protects them must not be guessable. */
export function readMetricsToken(text: string | undefined, findings: ConfigFindings): Secret | null {
  if (text === undefined) return null;
  const weakness = TOKEN.test(text) ? secretWeakness(text, LEAST_LENGTH) : 'holds characters that no token may';
  if (weakness === null) return new Secret(text);
  findings.add('METRICS_TOKEN', `${weakness}; use for example the output of: openssl rand -hex 32`);
  return null;
}
