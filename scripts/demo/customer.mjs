import { twilioClient } from './http.mjs';

/**
 * A Twilio account as a customer brings it: two numbers in use, a trunk and a credential list that have nothing to do with us. All of
 * it must be there, unchanged, when we have gone.
 */
export async function newCustomer(sandboxUrl, control) {
  const account = await control('POST', '/accounts', { friendlyName: 'Customer of the demo' });
  const twilio = twilioClient(sandboxUrl, account);
  const trunk = await twilio('trunking.twilio.com', '/v1/Trunks', {
    FriendlyName: 'Office PBX',
    DomainName: `office-${account.accountSid.slice(2, 14)}.pstn.twilio.com`,
  });
  const lists = `/2010-04-01/Accounts/${account.accountSid}/SIP/CredentialLists`;
  const list = await twilio('api.twilio.com', `${lists}.json`, { FriendlyName: 'Office PBX' });
  await twilio('api.twilio.com', `${lists}/${list.sid}/Credentials.json`, {
    Username: 'office-pbx',
    Password: 'Existing-Pbx-2024',
  });
  await twilio('trunking.twilio.com', `/v1/Trunks/${trunk.sid}/CredentialLists`, { CredentialListSid: list.sid });
  const numbers = await control('POST', `/accounts/${account.accountSid}/numbers`, { count: 2, prefix: '+1415' });
  return { ...account, trunk, list, numbers };
}
