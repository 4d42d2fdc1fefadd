/** What Twilio carries in all headers of a SIP leg (error 13252 above it); UUI is the only one of ours. */
const MAX_ENCODED_LENGTH = 1_000;
/** RFC 7433: printable text, or hexadecimal digits with `;encoding=hex` and other parameters. */
const PRINTABLE = /^[\u0020-\u007e]+$/;

/**
 * Whether User-to-User information can be sent: printable ASCII, and short enough when percent-encoded. Line breaks and other
 * scripts have no place in a SIP header.
 */
export function isSendableUui(uui: string): boolean {
  return PRINTABLE.test(uui) && encodeURIComponent(uui).length <= MAX_ENCODED_LENGTH;
}
