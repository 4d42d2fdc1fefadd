import { describe, expect, it } from '@jest/globals';
import { describeCall, toFailedCall } from './to-twilio-error.js';

const SID = '0'.repeat(32);

describe('describeCall', () => {
  it('names host and resource, and no account', () => {
    const url = new URL(
      `https://api.twilio.com/2010-04-01/Accounts/AC${SID}/SIP/CredentialLists/CL${SID}/Credentials.json`,
    );
    expect(describeCall('post', url)).toBe(
      'POST api.twilio.com/2010-04-01/Accounts/{AC}/SIP/CredentialLists/{CL}/Credentials',
    );
  });
});

const trunks = 'POST trunking.twilio.com/v1/Trunks';
const mapping = 'POST trunking.twilio.com/v1/Trunks/{TK}/CredentialLists';

describe('a failed call', () => {
  it.each([
    [401, 20003, 'Authenticate', trunks, 'twilio.credentials_rejected', 'refused'],
    [403, 20005, 'Account not active', trunks, 'twilio.account_suspended', 'refused'],
    [403, 20008, 'Test credentials', trunks, 'twilio.test_credentials', 'refused'],
    [404, 20404, 'was not found', trunks, 'twilio.not_found', 'refused'],
    [429, 20429, 'Too many requests', trunks, 'twilio.throttled', 'refused'],
    [400, 21240, 'Friendly name already exists', trunks, 'twilio.name_taken', 'refused'],
    [400, 21240, 'FriendlyName must be unique', trunks, 'twilio.name_taken', 'refused'],
    [400, 21240, 'Password must have a digit', trunks, 'twilio.invalid_request', 'refused'],
    [400, 21243, 'Username already exists', trunks, 'twilio.name_taken', 'refused'],
    [400, 21243, 'Username is too long', trunks, 'twilio.invalid_request', 'refused'],
    [400, 21241, 'mapped', trunks, 'twilio.in_use', 'refused'],
    [400, 21244, 'max trunks', trunks, 'twilio.trunk_limit', 'refused'],
    [400, 21245, 'already associated', mapping, 'twilio.conflict', 'refused'],
    [400, 21245, 'Domain name already in use', trunks, 'twilio.name_taken', 'refused'],
    [400, 21245, "Domain name equals another account's SID", trunks, 'twilio.domain_taken', 'refused'],
    [400, 21248, 'taken', trunks, 'twilio.domain_taken', 'refused'],
    [400, 21249, 'max', trunks, 'twilio.origination_url_limit', 'refused'],
    [400, 21634, 'emergency', trunks, 'twilio.emergency_number', 'refused'],
    [400, 99999, 'never seen', trunks, 'twilio.invalid_request', 'refused'],
    [401, undefined, '', trunks, 'twilio.credentials_rejected', 'refused'],
    [403, undefined, '', trunks, 'twilio.permission_denied', 'refused'],
    [404, undefined, '', trunks, 'twilio.unavailable', 'unknown'],
    [408, undefined, '', trunks, 'twilio.unavailable', 'unknown'],
    [429, undefined, '', trunks, 'twilio.throttled', 'refused'],
    [500, 20500, 'Internal', trunks, 'twilio.unavailable', 'unknown'],
    [503, 21240, 'already exists', trunks, 'twilio.unavailable', 'unknown'],
    [302, undefined, '', trunks, 'twilio.unavailable', 'unknown'],
    [200, undefined, 'not JSON', trunks, 'twilio.unavailable', 'unknown'],
  ])('with HTTP %s, Twilio %s (%s) at %s is %s, %s', (status, twilioCode, message, call, code, outcome) => {
    expect(toFailedCall({ status, twilioCode, message }, call)).toMatchObject({ code, outcome });
  });

  it('keeps what an operator needs', () => {
    const error = toFailedCall({ status: 400, twilioCode: 21248, message: 'taken', requestId: 'RQ1' }, trunks);
    expect(error.message).toBe(`twilio.domain_taken: ${trunks}: taken (Twilio 21248, HTTP 400)`);
    expect(error.facts).toMatchObject({ httpStatus: 400, twilioCode: 21248, requestId: 'RQ1' });
  });
});
