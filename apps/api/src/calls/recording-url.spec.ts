import { describe, expect, it } from '@jest/globals';
import { isRecordingUrl } from './recording-url.js';

const PATH = '/2010-04-01/Accounts/AC1/Recordings/RE1';

describe('the address of a recording', () => {
  it.each([
    [`https://api.twilio.com${PATH}`, true],
    [`https://api.ie1.twilio.com${PATH}`, true],
    [`https://api.dublin.ie1.twilio.com${PATH}`, true],
    [`http://api.twilio.com${PATH}`, false],
    [`https://api.twilio.com:8443${PATH}`, false],
    [`https://api.twilio.com.example.com${PATH}`, false],
    [`https://apix.twilio.com${PATH}`, false],
    [`https://169.254.169.254${PATH}`, false],
    [`https://user@api.twilio.com${PATH}`, false],
    [`https://api.twilio.com@example.com${PATH}`, false],
    [`https://api.twilio.com${PATH}?to=x`, false],
    [`https://api.twilio.com${PATH}/../RE2`, false],
    ['https://api.twilio.com/2010-04-01/Accounts/AC2/Recordings/RE1', false],
    ['https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE2', false],
    [PATH, false],
    ['', false],
  ])('%s: %s', (url, expected) => {
    expect(isRecordingUrl(url, 'AC1', 'RE1')).toBe(expected);
  });
});
