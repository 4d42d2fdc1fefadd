// A second process for lost-connections.e2e-spec.ts: works on the PostgreSQL of the address given while its connections are ended
// again and again, and says at last how its requests went.
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { openTestbed } from '../../libs/supabase/src/testing/testbed.ts';

const ROUNDS = 12;
const AT_ONCE = 8;
const PATIENCE_MS = 10_000;

const [url] = process.argv.slice(2);
const bed = await openTestbed(url);
const operator = postgres(url, { max: 1, onnotice: () => undefined });
const tally = { answered: 0, failed: 0, hung: 0 };
let over = false;

async function ask() {
  const request = bed.supabase.asService().from('leases').select('name').limit(1);
  const end = await Promise.race([Promise.resolve(request), sleep(PATIENCE_MS, 'hung', { ref: false })]);
  tally[end === 'hung' ? 'hung' : end.error === null ? 'answered' : 'failed'] += 1;
}

await ask();
const workers = Array.from({ length: AT_ONCE }, async () => {
  while (!over) await ask();
});
for (let round = 0; round < ROUNDS; round += 1) {
  await sleep(200 + ((round * 137) % 400));
  await operator`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename = current_user`;
}
over = true;
await Promise.all(workers);
const { error } = await bed.supabase.asService().from('leases').select('name').limit(1);
process.stdout.write(`${JSON.stringify({ ...tally, worksAfterwards: error === null })}\n`);
process.exit(0);
