/** Twilio's error dictionary, as far as the sandbox can raise it: code → HTTP status and standing message. */
const CATALOGUE = {
  10001: { status: 403, message: 'Account is not active' },
  20001: { status: 400, message: 'Unknown or invalid parameter' },
  20002: { status: 400, message: 'Invalid FriendlyName' },
  20003: { status: 401, message: 'Authenticate' },
  20004: { status: 405, message: 'Method not allowed' },
  20007: { status: 400, message: 'Page size too large' },
  20404: { status: 404, message: 'The requested resource was not found' },
  20409: { status: 409, message: 'Conflict' },
  20429: { status: 429, message: 'Too Many Requests' },
  20500: { status: 500, message: 'Internal Server Error' },
  20503: { status: 503, message: 'Service Unavailable' },
  21101: { status: 400, message: 'Subaccounts cannot contain subaccounts' },
  21205: { status: 400, message: 'Url is not a valid url' },
  21210: { status: 400, message: "'From' phone number not verified" },
  21211: { status: 400, message: "Invalid 'To' Phone Number" },
  21212: { status: 400, message: "Invalid 'From' Phone Number" },
  21214: { status: 400, message: "'To' phone number cannot be reached" },
  21215: { status: 400, message: 'Geographic permissions are not enabled for this call' },
  21216: { status: 400, message: "The 'To' phone number is on the block list" },
  21217: { status: 400, message: "'To' phone number does not appear to be valid" },
  21220: { status: 400, message: 'Call is not in-progress. Cannot redirect.' },
  21235: { status: 400, message: 'IpAccessControlList validation error' },
  21236: { status: 400, message: 'IpAccessControlList is still mapped and cannot be deleted' },
  21237: { status: 400, message: 'Maximum number of IP addresses in this list reached' },
  21238: { status: 400, message: 'IpAddress validation error' },
  21239: { status: 400, message: 'Maximum number of CredentialLists reached' },
  21240: { status: 400, message: 'CredentialList validation error' },
  21241: { status: 400, message: 'CredentialList is still mapped and cannot be deleted' },
  21242: { status: 400, message: 'Maximum number of Credentials in this list reached' },
  21243: { status: 400, message: 'Credential validation error' },
  21244: { status: 400, message: 'Maximum number of Trunks reached' },
  21245: { status: 400, message: 'Trunk validation error' },
  21247: { status: 400, message: 'Trunk has subdomain dependencies' },
  21248: { status: 400, message: 'Domain name is already taken' },
  21249: { status: 400, message: 'Maximum number of OriginationUrls reached' },
  21255: { status: 400, message: 'Maximum number of IpAccessControlLists reached' },
  21404: { status: 400, message: 'Trial accounts may not buy more phone numbers' },
  21405: { status: 400, message: 'A fallback URL needs a URL' },
  21420: { status: 400, message: 'ApplicationSid is not accessible' },
  21421: { status: 400, message: 'PhoneNumber is invalid' },
  21422: { status: 400, message: 'PhoneNumber is not available' },
  21452: { status: 400, message: 'No phone numbers found in this area code' },
  21458: { status: 400, message: 'PhoneNumber is of another type' },
  21473: { status: 400, message: 'PhoneNumber cannot be moved to this account' },
  21480: { status: 400, message: 'Maximum number of subaccounts reached' },
  21481: { status: 400, message: 'PageToken is invalid' },
  21631: { status: 400, message: 'Phone Number Requires an Address but the AddressSid parameter was empty' },
  21634: { status: 400, message: 'PhoneNumber is set up for emergency calling; disable that first' },
  21649: { status: 400, message: 'Bundle required' },
} as const;

export type TwilioCode = keyof typeof CATALOGUE;

/** Raised anywhere below the dispatcher, rendered in one place as Twilio's envelope. */
export class TwilioError extends Error {
  readonly status: number;

  constructor(
    readonly code: TwilioCode,
    detail?: string,
    /** Set when the caller broke the contract itself (a typo in a parameter), not merely a rule of the business. */
    readonly violation: string | null = null,
  ) {
    super(detail ?? CATALOGUE[code].message);
    this.status = CATALOGUE[code].status;
  }

  get envelope() {
    return {
      code: this.code,
      message: this.message,
      more_info: `https://www.twilio.com/docs/errors/${this.code}`,
      status: this.status,
    };
  }
}

export function notFound(path: string): TwilioError {
  return new TwilioError(20404, `The requested resource ${path} was not found`);
}
