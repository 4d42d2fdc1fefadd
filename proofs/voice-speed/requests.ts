import { writeFileSync } from 'node:fs';
import type { FleetAccount } from '../harness/fleet.js';
import { PUBLIC_URL } from '../harness/fleet-database.js';
import { callFields, hookPath, signed } from '../harness/webhook-account.js';

/** Whole HTTP requests for calls to numbers all over the fleet, each another call, signed with its account's token. */
export function writeRequests(file: string, fleet: readonly FleetAccount[], count: number): void {
  const requests: string[] = [];
  for (let index = 0; index < count; index += 1) {
    // A step that is prime to all sizes used, so that neighbours are far apart.
    const account = fleet[(index * 7_919) % fleet.length];
    if (account === undefined) throw new Error('an empty fleet');
    const number = account.numbers[index % account.numbers.length] ?? '';
    requests.push(
      asHttp(signed(PUBLIC_URL, hookPath(account, 'voice'), account.authToken, callFields(account, number))),
    );
  }
  writeFileSync(file, JSON.stringify(requests));
}

function asHttp({ path, headers, body }: ReturnType<typeof signed>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [
    `POST ${path} HTTP/1.1`,
    'host: voice.example.com',
    ...lines,
    'x-forwarded-for: 54.172.60.1',
    'x-forwarded-proto: https',
    `content-length: ${String(Buffer.byteLength(body))}`,
    '',
    body,
  ].join('\r\n');
}
