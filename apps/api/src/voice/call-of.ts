import type { Call, DialStatus } from '@app/routing';
import type { VerifiedWebhook } from '../webhooks/verified-webhook.js';

const UUI_FIELD = 'sipheader_user-to-user';

/** A webhook's call as the router sees it. */
export function callOf({ callSid, params }: Pick<VerifiedWebhook, 'callSid' | 'params'>): Call {
  const from = params.get('From') ?? '';
  const origin = originOf(from);
  return { callSid, from, to: params.get('To') ?? '', origin, uui: origin === 'sip' ? uuiOf(params) : null };
}

function originOf(from: string): Call['origin'] {
  if (from.startsWith('client:')) return 'client';
  return /^sips?:/i.test(from) ? 'sip' : 'pstn';
}

/** Twilio keeps the letter case in which the sender wrote a header's name, and a header's name has none. */
function uuiOf(params: ReadonlyMap<string, string>): string | null {
  for (const [name, value] of params) {
    if (name.length === UUI_FIELD.length && name.toLowerCase() === UUI_FIELD) return value;
  }
  return null;
}

const STATUSES: ReadonlySet<string> = new Set<DialStatus>([
  'completed',
  'answered',
  'busy',
  'no-answer',
  'failed',
  'canceled',
]);

/** How the `<Dial>` before ended. What is not among Twilio's words counts as failed: the caller goes on to the next way. */
export function dialStatusOf(params: ReadonlyMap<string, string>): DialStatus {
  const status = params.get('DialCallStatus') ?? '';
  return STATUSES.has(status) ? (status as DialStatus) : 'failed';
}

/** Whole seconds of a field; null when it is missing or no number. */
export function secondsOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,7}$/.test(text) ? Number(text) : null;
}
