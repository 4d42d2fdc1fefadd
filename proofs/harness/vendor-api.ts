import type { TenantAccount } from './tenant-account.js';

/** Twilio itself, with the account's own token: what a customer does in the Console. */
export function vendorApi({
  world,
  account,
}: TenantAccount): (path: string, form: Readonly<Record<string, string>>) => Promise<{ readonly sid: string }> {
  const authorization = `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`;
  return async (path, form) => {
    const body = new URLSearchParams(form);
    const response = await fetch(`${world.sandbox.url}${path}`, { method: 'POST', headers: { authorization }, body });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { sid: string };
  };
}
