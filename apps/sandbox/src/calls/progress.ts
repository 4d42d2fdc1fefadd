import { randomUUID } from 'node:crypto';
import { rfc2822 } from '../twilio/dates.js';
import type { Params } from '../webhooks/webhook-client.js';
import type { CallStatus, FinalStatus } from './call-records.js';
import { isFinal } from './call-records.js';
import { callParams } from './call-params.js';
import { disturbed } from './disorder.js';
import { send } from './documents.js';
import type { Exchange } from './exchange.js';
import { alert } from './exchange.js';
import type { LiveCall } from './live-call.js';

export type ProgressEvent = 'initiated' | 'ringing' | 'answered' | 'completed';

/** The other side has picked up. */
export function answer(exchange: Exchange, call: LiveCall): void {
  if (call.isAnswered) return;
  call.record.answeredAt = call.timeline.now;
  setStatus(call, 'in-progress');
  report(exchange, call, 'answered');
}

export function setStatus(call: LiveCall, status: CallStatus): void {
  const { now } = call.timeline;
  call.record.status = status;
  call.record.dateUpdated = now;
  if (status !== 'queued') call.record.startTime ??= now;
  if (isFinal(status)) {
    const { answeredAt } = call.record;
    call.record.endTime = now;
    call.record.duration = answeredAt === null ? 0 : Math.round((now - answeredAt) / 1000);
  }
  call.note('status', { status });
}

/** The call is over; once is enough. */
export function finish(exchange: Exchange, call: LiveCall, status: FinalStatus, extra: Params = []): void {
  if (isFinal(call.record.status)) return;
  setStatus(call, status);
  report(exchange, call, 'completed', extra);
}

/** Sends the status callbacks that were asked for; nobody waits for their answers. */
export function report(exchange: Exchange, call: LiveCall, event: ProgressEvent, extra: Params = []): void {
  const params = progressParams(call, event, extra);
  for (const { url, method, events } of call.subscriptions) {
    if (!events.has(event)) continue;
    const numbered: Params = [...params, ['SequenceNumber', String(call.callbacks)]];
    call.callbacks += 1;
    post(exchange, call, `status callback (${event})`, url, method, numbered);
  }
}

function progressParams(call: LiveCall, event: ProgressEvent, extra: Params): Params {
  const { duration } = call.record;
  const ended: Params =
    event === 'completed'
      ? [
          // Minutes, rounded up; seconds are in CallDuration.
          ['Duration', String(Math.ceil((duration ?? 0) / 60))],
          ['CallDuration', String(duration ?? 0)],
        ]
      : [];
  return [
    ...callParams(call, event === 'initiated' ? 'initiated' : call.record.status),
    ['Timestamp', rfc2822(call.timeline.now)],
    ['CallbackSource', 'call-progress-events'],
    ...ended,
    ...extra,
  ];
}

/** Puts a callback into the call's outbox, from where it goes as the call's disorder has it. */
export function post(
  exchange: Exchange,
  call: LiveCall,
  purpose: string,
  url: string,
  method: string,
  params: Params,
): void {
  // A callback that is sent twice is one event both times.
  const token = randomUUID();
  const carry = async (): Promise<void> => {
    if (call.disorder.lateMs > 0) await new Promise((resolve) => setTimeout(resolve, call.disorder.lateMs));
    const { code } = await send(exchange, call, purpose, url, method, params, token);
    if (code === undefined) return;
    alert(exchange, call, { code: 15_003, text: `${purpose}: ${code}`, level: 'warning', url, method });
  };
  if (call.disorder.shuffle) {
    call.held.push(carry);
    return;
  }
  const copies = disturbed([carry], call.disorder, call.random);
  if (copies.length === 0) call.note('lost', { purpose, url });
  for (const copy of copies) {
    call.outbox = exchange.clock.working(call.outbox.then(copy));
  }
}

/** After the end: what disorder held back, in the order that it wants. */
export async function emptyOutbox(exchange: Exchange, call: LiveCall): Promise<void> {
  for (const carry of disturbed(call.held.splice(0), call.disorder, call.random)) {
    call.outbox = exchange.clock.working(call.outbox.then(carry));
  }
  await call.outbox;
  for (const leg of call.legs) await emptyOutbox(exchange, leg);
}
