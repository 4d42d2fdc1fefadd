import type { TestAccount, TestSandbox } from './harness.js';

export interface PlacedCall {
  readonly callSid: string;
  readonly status: string;
  readonly duration: number | null;
}

let used = 0;

/** A number of the account with a voice URL, one that no other test rings. */
export async function ringingNumber(
  sandbox: TestSandbox,
  account: TestAccount,
  voiceUrl: string,
  statusCallback?: string,
): Promise<string> {
  const phoneNumber = `+1415555${String(100 + used).padStart(4, '0')}`;
  used += 1;
  const path = `/accounts/${account.accountSid}/numbers`;
  const { status, body } = await sandbox.control('POST', path, {
    numbers: [voiceUrl === '' ? phoneNumber : { phoneNumber, voiceUrl }],
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  if (statusCallback !== undefined) {
    const [{ phoneNumberSid }] = body as unknown as [{ phoneNumberSid: string }];
    const edit = {
      edit: 'set-number-field',
      accountSid: account.accountSid,
      phoneNumberSid,
      fields: { statusCallback },
    };
    await sandbox.control('POST', '/edit', edit);
  }
  return phoneNumber;
}

/** Rings a number and waits until the call and its callbacks are over. */
export async function placeCall(sandbox: TestSandbox, wish: object): Promise<PlacedCall> {
  const { status, body } = await sandbox.control('POST', '/calls', { wait: true, ...wish });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body as unknown as PlacedCall;
}

/** What happened to a call, entry by entry. */
export async function historyOf(sandbox: TestSandbox, callSid: string): Promise<Record<string, unknown>[]> {
  const { body } = await sandbox.control('GET', `/calls/${callSid}?wait=1`);
  return body['history'] as Record<string, unknown>[];
}
