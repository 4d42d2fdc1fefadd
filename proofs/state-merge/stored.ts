import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { foldEvents } from '@app/routing';
import { CallMetrics } from '../../apps/api/src/calls/call-metrics.js';
import type { CallRecord, TenantCallEvent } from '../../apps/api/src/calls/call-record.js';
import { callColumns, rebuildCall } from '../../apps/api/src/calls/call-rows.js';
import { CallWritesStore } from '../../apps/api/src/calls/call-writes.store.js';
import { CallsWriter } from '../../apps/api/src/calls/calls-writer.js';
import { TenantDatabase } from '../../apps/api/src/database/tenant-database.js';
import { unwrap } from '../../apps/api/src/database/unwrap.js';
import { Metrics } from '../../apps/api/src/metrics/metrics.js';
import type { Testbed } from '../../libs/supabase/src/testing/testbed.js';
import type { SeededRandom } from '../harness/seeded-random.js';
import { randomEvents, shuffled } from './random-events.js';
import { storedCall } from './stored-call.js';

const PROCESSES = 4;
const CALLS_AT_ONCE = 10;
const MOST_EVENTS = 9;

/**
 * Writes the events of many calls by several writers at once, each of which tells a part of them and some of them again, and compares
 * what is stored with the fold of the stored events, and of those that were told. How many calls differ.
 */
export async function divergencesStored(bed: Testbed, random: SeededRandom, calls: number): Promise<number> {
  const service = bed.supabase.asService();
  const { id: tenantId } = await bed.signUp();
  const credentialId = randomUUID();
  unwrap(
    await service
      .from('user_twilio_credentials')
      .insert({ id: credentialId, user_id: tenantId, account_sid: randomUUID(), label: 'l', status: 'ready' }),
  );
  const writers = Array.from(
    { length: PROCESSES },
    () => new CallsWriter(new CallWritesStore(new TenantDatabase(bed.supabase)), new CallMetrics(new Metrics())),
  );
  let divergences = 0;
  for (let done = 0; done < calls; done += CALLS_AT_ONCE) {
    const told = Array.from({ length: Math.min(CALLS_AT_ONCE, calls - done) }, () => {
      const callSid = `CA${randomBytes(16).toString('hex')}`;
      const events = randomEvents(random, callSid, 1 + random.below(MOST_EVENTS));
      return events.map((event, i): TenantCallEvent => ({
        ...event,
        tenantId,
        credentialId,
        dedupeKey: keyOf(callSid, i),
      }));
    });
    const all: CallRecord[] = told.flat().map((event) => ({ type: 'event', event }));
    // Each event is told by one of them for certain, and by any other perhaps.
    const parts = writers.map((_, at) => all.filter((__, i) => i % PROCESSES === at || random.chance(0.3)));
    await Promise.all(writers.map(async (writer, at) => writeInParts(writer, shuffled(random, parts[at] ?? []))));
    for (const events of told) if (!(await isStored(service, events))) divergences += 1;
  }
  return divergences;
}

async function writeInParts(writer: CallsWriter, records: readonly CallRecord[]): Promise<void> {
  const size = Math.ceil(records.length / 3);
  for (let i = 0; i < records.length; i += size) await writer.write(records.slice(i, i + size));
}

async function isStored(service: Parameters<typeof storedCall>[0], told: readonly TenantCallEvent[]): Promise<boolean> {
  const { row, events } = await storedCall(service, told[0]?.callSid ?? '');
  return (
    events.length === told.length &&
    isDeepStrictEqual(row, withNumber(rebuildCall(events))) &&
    isDeepStrictEqual(row, withNumber(callColumns(foldEvents(told))))
  );
}

/** The database writes a price without what adds nothing to it. */
function withNumber(row: ReturnType<typeof callColumns>): object {
  return { ...row, price: row.price === null ? null : String(Number(row.price)) };
}

function keyOf(callSid: string, index: number): string {
  return createHash('sha256')
    .update(`${callSid} ${String(index)}`)
    .digest('hex');
}
