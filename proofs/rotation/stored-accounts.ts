import type { Client } from '../processes/client.js';
import type { Vendors } from '../processes/vendors.js';

/** Accounts that are stored and not built: sealed values in number, without trunks. */
export async function storeAccounts(url: string, client: Client, vendors: Vendors, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const { accountSid, authToken } = await vendors.newAccount();
    const body = { accountSid, authToken, label: `Account ${String(number)}`, provision: false };
    const answer = await client.request(url, 'POST', '/twilio-credentials', body);
    if (answer?.status !== 201) throw new Error(`an account could not be stored: ${answer?.text ?? 'no answer'}`);
  }
}
