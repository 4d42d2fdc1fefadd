import type { Account } from '../store/records.js';
import type { CallRecord, FinalStatus, RecordingRecord } from './call-records.js';
import { ORDERLY } from './disorder.js';
import type { Page } from './documents.js';
import { fetchPage, pageOf } from './documents.js';
import type { Exchange } from './exchange.js';
import { alert } from './exchange.js';
import type { Subscription } from './live-call.js';
import { LiveCall } from './live-call.js';
import { conduct, run } from './place-call.js';
import { answer, finish, post, report, setStatus } from './progress.js';
import type { Callee } from './reach.js';
import { reach } from './reach.js';
import { beginRecording, callbackParams, endRecording } from './recordings.js';
import { Interrupted, Timeline } from './timeline.js';

export interface OutboundWish {
  readonly to: string;
  readonly from: string;
  readonly callerName: string;
  readonly timeoutSeconds: number;
  /** Ends the call this long after it was answered. */
  readonly timeLimitSeconds: number | null;
  readonly url: string;
  readonly method: string;
  readonly fallback: { readonly url: string; readonly method: string };
  /** Used when there is no URL. */
  readonly twiml: string;
  readonly subscription: Subscription | undefined;
  readonly credentials: Callee['credentials'];
  readonly recording: { readonly channels: number; readonly callback: Subscription | undefined } | undefined;
}

/** A call that the REST API asked for; its record is there at once, the ringing begins right after. */
export function startOutbound(exchange: Exchange, account: Account, wish: OutboundWish): LiveCall {
  const timeline = new Timeline(exchange.clock, undefined);
  const { now } = timeline;
  const record: CallRecord = {
    ...exchange.calls.stamp('CA'),
    accountSid: account.sid,
    parentCallSid: null,
    direction: 'outbound-api',
    to: wish.to,
    from: wish.from,
    dateCreated: now,
    phoneNumberSid: exchange.twilio.ownerOfNumber(wish.from)?.number.sid ?? null,
    forwardedFrom: '',
    callerName: wish.callerName,
    trunkSid: null,
    status: 'queued',
    dateUpdated: now,
    startTime: null,
    answeredAt: null,
    endTime: null,
    duration: null,
  };
  const kind = wish.to.startsWith('client:') ? 'Client' : /^sips?:/i.test(wish.to) ? 'Sip' : 'Number';
  const target = reach(exchange, { kind, to: wish.to, caller: wish.from, credentials: wish.credentials });
  const script = { digits: [...target.behaviour.digits], recordSeconds: 5 };
  const disorder = exchange.disorder.get(account.sid) ?? ORDERLY;
  const call = new LiveCall(account, record, timeline, script, kind === 'Sip' ? 'sip' : 'api', disorder);
  exchange.calls.add(call);
  if (wish.subscription) call.subscriptions.push(wish.subscription);
  call.note('call', { from: wish.from, to: wish.to, direction: 'outbound-api' });
  if (target.alert) alert(exchange, call, target.alert);

  // The REST answer says queued; what follows happens after it.
  void run(exchange, call, async () => {
    await Promise.resolve();
    await ring(exchange, call, wish, target);
  });
  return call;
}

const ENDS: Readonly<Record<string, FinalStatus>> = { busy: 'busy', reject: 'busy', fail: 'failed' };

async function ring(
  exchange: Exchange,
  call: LiveCall,
  wish: OutboundWish,
  target: ReturnType<typeof reach>,
): Promise<void> {
  const { outcome, afterSeconds } = target.behaviour;
  let recording: RecordingRecord | undefined;
  try {
    report(exchange, call, 'initiated');
    if (outcome !== 'fail') {
      setStatus(call, 'ringing');
      report(exchange, call, 'ringing');
    }
    const isTooLate = outcome === 'silent' || afterSeconds > wish.timeoutSeconds;
    await call.timeline.pause(isTooLate ? wish.timeoutSeconds : afterSeconds);
    if (isTooLate || outcome !== 'answer') {
      finish(exchange, call, isTooLate ? 'no-answer' : (ENDS[outcome] ?? 'failed'));
      return;
    }
    const joined = target.join?.();
    if (joined) call.note('room', { ...joined, agents: [...joined.agents] });
    answer(exchange, call);
    if (wish.timeLimitSeconds !== null) call.timeline.hangUpAt(call.timeline.now + wish.timeLimitSeconds * 1000);
    if (wish.recording) recording = beginRecording(exchange, call, 'OutboundAPI', wish.recording.channels);
    await conduct(exchange, call, () => firstPage(exchange, call, wish));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const { interruption } = error;
    finish(exchange, call, interruption.kind === 'ended' ? interruption.status : 'no-answer');
  } finally {
    if (recording) endOutboundRecording(exchange, call, wish, recording);
    target.leave?.();
  }
}

function firstPage(exchange: Exchange, call: LiveCall, wish: OutboundWish): Promise<Page> {
  const { url, method, fallback, twiml } = wish;
  const request = { purpose: 'voice', url: url === '' ? 'inline' : url, method, fallback };
  if (url !== '') return fetchPage(exchange, call, request);
  return Promise.resolve().then(() => pageOf(exchange, call, request, twiml, 'inline'));
}

function endOutboundRecording(
  exchange: Exchange,
  call: LiveCall,
  wish: OutboundWish,
  recording: RecordingRecord,
): void {
  endRecording(call, recording);
  const callback = wish.recording?.callback;
  if (!callback?.events.has(recording.status)) return;
  const purpose = `recording callback (${recording.status})`;
  post(exchange, call, purpose, callback.url, callback.method, callbackParams(recording));
}
