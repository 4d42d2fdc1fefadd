import { TwilioError } from './twilio-error.js';

const SID = /^[A-Z]{2}[0-9a-f]{32}$/;

/**
 * Refuses anything under a name that ends in `Sid` or `Sids` and is not one, before it becomes part of a URL path: number SIDs
 * may come from a tenant, and a path such as `Trunks/..` is another resource.
 */
export function checkSids(value: object): void {
  for (const [name, part] of Object.entries(value) as [string, unknown][]) {
    if (name.endsWith('Sid') && part !== null) checkSid(name, part);
    else if (name.endsWith('Sids') && Array.isArray(part)) part.forEach((item) => checkSid(name, item));
    else if (typeof part === 'object' && part !== null) checkSids(part);
  }
}

function checkSid(name: string, value: unknown): void {
  if (typeof value === 'string' && SID.test(value)) return;
  throw new TwilioError('twilio.invalid_request', 'refused', { detail: `not sent: ${name} holds no SID` });
}
