import type { TenantAccount } from './tenant-account.js';

/** How often somebody has looked at an account's trunk: each look fetches it, or tries to. */
export async function looksAt(one: TenantAccount): Promise<number> {
  const path = encodeURIComponent('^/v1/Trunks/TK[0-9a-f]+$');
  const { count } = await one.world.control<{ count: number }>(
    'GET',
    `/requests/count?vendor=twilio&account=${one.account.accountSid}&method=GET&path=${path}`,
  );
  return count;
}
