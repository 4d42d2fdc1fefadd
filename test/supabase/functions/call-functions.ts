import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { CallMetrics } from '../../../apps/api/src/calls/call-metrics.js';
import type { CallRecord, DecisionEntry, TenantCallEvent } from '../../../apps/api/src/calls/call-record.js';
import { CallWritesStore } from '../../../apps/api/src/calls/call-writes.store.js';
import { rebuildCall } from '../../../apps/api/src/calls/call-rows.js';
import { CallsWriter } from '../../../apps/api/src/calls/calls-writer.js';
import { TenantDatabase } from '../../../apps/api/src/database/tenant-database.js';
import { unwrap } from '../../../apps/api/src/database/unwrap.js';
import { Metrics } from '../../../apps/api/src/metrics/metrics.js';
import { storedCall } from '../../../proofs/state-merge/stored-call.js';
import type { Testbed } from '../../../libs/supabase/src/testing/testbed.js';
import { EIGHT, Rows, type Owned } from './rows.js';

const NOON = Date.UTC(2026, 10, 21, 12);
const STATUSES = ['initiated', 'ringing', 'in-progress', 'completed'] as const;

export function callFunctions(bed: Testbed): void {
  const rows = new Rows(bed);
  const { service } = rows;
  /** Each is a process of its own to the database. */
  const writer = (): CallsWriter =>
    new CallsWriter(new CallWritesStore(new TenantDatabase(bed.supabase)), new CallMetrics(new Metrics()));

  const newCallSid = (): string => `CA${randomBytes(16).toString('hex')}`;
  const told = (
    { userId, credentialId }: Owned,
    callSid: string,
    CallStatus: string,
    sequence: number,
    more: Record<string, string> = {},
  ): TenantCallEvent => ({
    tenantId: userId,
    credentialId,
    kind: 'status',
    callSid,
    dedupeKey: createHash('sha256')
      .update(`${callSid} ${CallStatus} ${String(sequence)}`)
      .digest('hex'),
    sequence,
    providerAt: new Date(NOON + sequence * 1_000),
    receivedAt: new Date(NOON + sequence * 1_000 + 250),
    payload: { CallStatus, From: '+14155550100', To: '+14155550101', ...more },
  });
  const asRecord = (event: TenantCallEvent): CallRecord => ({ type: 'event', event });

  it('store each event once and its call as the events tell it, however many write at the same time', async () => {
    const owned = await rows.credential();
    const callSids = [newCallSid(), newCallSid(), newCallSid()];
    const events = callSids.flatMap((callSid) => STATUSES.map((status, i) => told(owned, callSid, status, i)));
    const shuffled = EIGHT.map((turn) => [...events.slice(turn), ...events.slice(0, turn)].map(asRecord));
    await Promise.all(shuffled.map(async (records) => writer().write(records)));
    for (const callSid of callSids) {
      const { row, events: stored } = await storedCall(service, callSid);
      expect(stored).toHaveLength(STATUSES.length);
      expect(row).toEqual(rebuildCall(stored));
      expect(row).toMatchObject({ status: 'completed', from_number: '+14155550100' });
    }
  });

  it('leave a call alone that somebody wrote after it was read', async () => {
    const owned = await rows.credential();
    const callSid = newCallSid();
    const store = new CallWritesStore(new TenantDatabase(bed.supabase));
    await writer().write([asRecord(told(owned, callSid, 'ringing', 1))]);
    const before = await storedCall(service, callSid);
    const late = told(owned, callSid, 'completed', 3);
    const { calls } = await store.read([late]);
    const call = { ...calls.get(callSid), credentialId: owned.credentialId };
    expect(call).toMatchObject({ version: 1, tenantId: owned.userId });
    for (const version of [0, 2]) {
      const stale = { ...call, version } as Parameters<CallWritesStore['write']>[0][number];
      expect([...(await store.write([stale], [late], []))]).toEqual([callSid]);
    }
    expect(await storedCall(service, callSid)).toEqual(before);
  });

  it('refuse what one tenant tells of another one’s call, and take the rest', async () => {
    const [owner, other] = [await rows.credential(), await rows.credential()];
    const callSid = newCallSid();
    await writer().write([asRecord(told(owner, callSid, 'ringing', 1))]);
    const before = await storedCall(service, callSid);
    const own = newCallSid();
    const refusals = await writer().write([
      asRecord(told(other, callSid, 'completed', 2)),
      asRecord(told(other, own, 'ringing', 1)),
    ]);
    expect(refusals).toMatchObject([{ reason: 'foreign', record: { event: { callSid } } }]);
    expect(await storedCall(service, callSid)).toEqual(before);
    expect((await storedCall(service, own)).row).toMatchObject({ status: 'ringing' });
  });

  it('single out what the database does not take', async () => {
    const owned = await rows.credential();
    const callSids = EIGHT.map(newCallSid);
    const bad = callSids[5] ?? '';
    const refusals = await writer().write(
      callSids.map((callSid) =>
        asRecord(told(owned, callSid, 'ringing', 1, callSid === bad ? { From: '\u0000' } : {})),
      ),
    );
    expect(refusals).toMatchObject([{ reason: 'unstorable', record: { event: { callSid: bad } } }]);
    const stored = unwrap(await service.from('call_events').select('call_sid').in('call_sid', callSids));
    expect(stored).toHaveLength(7);
  });

  it('drop what is told of an account that is gone, and do not ask for it again', async () => {
    const owned = { ...(await rows.credential()), credentialId: crypto.randomUUID() };
    const callSid = newCallSid();
    expect(await writer().write([asRecord(told(owned, callSid, 'ringing', 1))])).toEqual([]);
    expect((await storedCall(service, callSid)).events).toEqual([]);
  });

  it('keep a decision once, and know from it that the call has come and how its dial ended', async () => {
    const { userId, credentialId } = await rows.credential();
    const [callSid, leg] = [newCallSid(), newCallSid()];
    const entry: DecisionEntry = {
      tenantId: userId,
      credentialId,
      callSid,
      step: 'voice',
      call: { callSid, from: '+14155550100', to: '+14155550101', origin: 'pstn', uui: null },
      decision: { action: 'hangup' },
      trace: { version: 3, steps: [{ rule: 'route', matched: false, why: 'No route.' }] },
      version: 3,
      source: { kind: 'cache', ageMs: 12.5 },
      decidedAt: new Date(NOON),
    };
    const ended: DecisionEntry = {
      ...entry,
      step: 'dial-ended',
      decidedAt: new Date(NOON + 30_000),
      dial: { callSid: leg, status: 'completed', durationSeconds: 20 },
    };
    const records: CallRecord[] = [entry, ended].map((one) => ({ type: 'decision', entry: one }));
    await writer().write(records);
    await writer().write(records);
    const decisions = unwrap(
      await service.from('route_decisions').select('step, version, trace').eq('call_sid', callSid),
    );
    expect(decisions).toHaveLength(2);
    expect(decisions[0]).toMatchObject({ step: 'voice', version: 3, trace: entry.trace });
    expect((await storedCall(service, callSid)).row).toMatchObject({ status: 'ringing', direction: 'inbound' });
    const dialled = await storedCall(service, leg);
    expect(dialled.row).toEqual(rebuildCall(dialled.events));
    expect(dialled.row).toMatchObject({ status: 'completed', parent_call_sid: callSid, duration: 20 });
  });
}
