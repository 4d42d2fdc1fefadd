/** `Thu, 30 Jul 2015 20:12:33 +0000`: how api.twilio.com/2010-04-01 writes dates. */
export function rfc2822(epochMs: number): string {
  return new Date(epochMs).toUTCString().replace('GMT', '+0000');
}

/** `2015-07-30T20:12:33Z`: how the subdomain APIs write dates (no milliseconds). */
export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
