const HTTP_METHODS = new Set(['GET', 'POST', 'HEAD', 'PUT', 'PATCH', 'DELETE']);

/** The string formats that Twilio's contracts name; `uri` is relative in the 2010 API. */
export const FORMATS: Readonly<Record<string, RegExp | ((value: string) => boolean)>> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  'date-time-rfc-2822': /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000$/,
  uri: /^(?:[a-z][a-z0-9+.-]*:|\/)\S+$/i,
  'phone-number': /^\+[1-9]\d{4,14}$/,
  'http-method': (value) => HTTP_METHODS.has(value),
  'iso-country-code': /^[A-Z]{2}$/,
  currency: /^[A-Z]{3}$/i,
  twiml: /^<[\s\S]+>$/,
  endpoint: /\S/,
};
