/** Twilio takes less than 1,024 characters of headers in a SIP URI (error 13252); `User-to-User=` is among them. */
const MAX_ENCODED_LENGTH = 1_010;
/** RFC 7433: printable text, or hexadecimal digits with `;encoding=hex` and other parameters. */
const PRINTABLE = /^[\u0020-\u007e]+$/;
const ALPHANUMERIC = /[A-Za-z0-9]/g;

/**
 * Whether User-to-User information can be sent: printable ASCII, and short enough with all but letters and digits percent-encoded.
 * Line breaks and other scripts have no place in a SIP header.
 */
export function isSendableUui(uui: string): boolean {
  if (uui.length > MAX_ENCODED_LENGTH || !PRINTABLE.test(uui)) return false;
  const plain = uui.match(ALPHANUMERIC)?.length ?? 0;
  return plain + 3 * (uui.length - plain) <= MAX_ENCODED_LENGTH;
}
