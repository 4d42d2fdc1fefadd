import { ENV_NAMES } from './env.js';
import type { ConfigFindings } from './config-error.js';

const FAMILIES = [
  'SUPABASE',
  'LIVEKIT',
  'ENCRYPTION',
  'TWILIO',
  'TRUST',
  'SIP_PASSWORD',
  'RECONCIL',
  'SIGN_UP',
  'SIGNUP',
  'PUBLIC_',
  'WEBHOOK',
];

/** Names that people write from habit, and what they mean here. */
const KNOWN_SLIPS: ReadonlyMap<string, string> = new Map([
  ['SUPABASE_KEY', 'SUPABASE_PUBLISHABLE_KEY or SUPABASE_SECRET_KEY'],
  ['SUPABASE_SERVICE_KEY', 'SUPABASE_SECRET_KEY'],
  ['LIVEKIT_KEY', 'LIVEKIT_API_KEY'],
  ['LIVEKIT_SECRET', 'LIVEKIT_API_SECRET'],
  ['LIVEKIT_HOST', 'LIVEKIT_URL'],
  ['LIVEKIT_SIP_HOST', 'LIVEKIT_SIP_URI'],
  ['LIVEKIT_SIP_URL', 'LIVEKIT_SIP_URI'],
  ['RECONCILE_EVERY', 'RECONCILE_EVERY_SECONDS'],
  ['ENCRYPTION_KEY', 'ENCRYPTION_KEYS (`<key id>:<32 bytes in base64>`)'],
]);

/** Names of other programs that share our prefixes; they are none of our business. */
const FOREIGN =
  /^(?:TWILIO_(?:ACCOUNT_SID|AUTH_TOKEN|API_KEY|API_SECRET|LOG_LEVEL|EDGE|REGION)|SUPABASE_(?:ACCESS_TOKEN|DB_PASSWORD|PROJECT_ID|PROJECT_REF|AUTH_.*))$/;

const MOST_EDITS = 2;

/** A misspelt variable is silently ignored by every program that does not look for it, so we look. */
export function findNearMisses(names: readonly string[], findings: ConfigFindings): void {
  for (const name of names) {
    if ((ENV_NAMES as readonly string[]).includes(name) || FOREIGN.test(name)) continue;
    const meant = KNOWN_SLIPS.get(name) ?? nearestName(name);
    if (meant !== undefined) findings.add(name, `is not a variable of Trunkline; did you mean ${meant}?`);
  }
}

function nearestName(name: string): string | undefined {
  if (!FAMILIES.some((family) => name.startsWith(family))) return undefined;
  return ENV_NAMES.find((known) => editDistance(squeeze(name), squeeze(known)) <= MOST_EDITS);
}

/** `LIVEKIT_APIKEY` and `LIVEKIT_API_KEY` are the same word to a tired reader. */
function squeeze(name: string): string {
  return name.replaceAll('_', '');
}

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
