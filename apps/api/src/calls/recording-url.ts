/** `api.twilio.com`, or one of its regions such as `api.dublin.ie1.twilio.com`. */
const HOST = /^api(?:\.[a-z0-9-]{1,20}){0,2}\.twilio\.com$/;

/**
 * Whether this is Twilio's address of this recording of this account, and nothing else: whoever believes another one can be sent
 * anywhere.
 */
export function isRecordingUrl(text: string, accountSid: string, recordingSid: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    url.protocol === 'https:' &&
    HOST.test(url.hostname) &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.pathname === `/2010-04-01/Accounts/${accountSid}/Recordings/${recordingSid}`
  );
}
