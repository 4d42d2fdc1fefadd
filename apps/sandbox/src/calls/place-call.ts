import type { Account, PhoneNumber } from '../store/records.js';
import { lookUp } from '../store/records.js';
import type { Params } from '../webhooks/webhook-client.js';
import type { CallRecord, Direction } from './call-records.js';
import type { Disorder } from './disorder.js';
import { ORDERLY } from './disorder.js';
import type { Page, PageRequest } from './documents.js';
import { ApplicationError, fetchPage, pageOf } from './documents.js';
import type { Exchange } from './exchange.js';
import { violation } from './exchange.js';
import { LiveCall } from './live-call.js';
import { answer, emptyOutbox, finish } from './progress.js';
import { runDocuments } from './run-documents.js';
import { Interrupted, Timeline } from './timeline.js';
import type { Ending } from './verb-context.js';

/** A call that comes in, as the caller wishes it. */
export interface InboundWish {
  readonly to: string;
  readonly from: string;
  readonly origin: 'pstn' | 'sip' | 'client';
  readonly callerName: string;
  readonly forwardedFrom: string;
  /** Headers of a SIP call, or the parameters of a client's; part of every request for TwiML. */
  readonly extraParams: Params;
  readonly digits: readonly string[];
  readonly recordSeconds: number;
  /** When the caller's patience ends, wherever the call then is. */
  readonly hangsUpAfterSeconds: number | null;
  readonly startsAt: number | undefined;
  readonly disorder: Disorder | undefined;
}

/** The plan that a number or an application holds for calls. */
export interface VoicePlan {
  readonly voiceUrl: string;
  readonly voiceMethod: string;
  readonly voiceFallbackUrl: string;
  readonly voiceFallbackMethod: string;
  readonly statusCallback: string;
  readonly statusCallbackMethod: string;
}

export function newCall(
  exchange: Exchange,
  account: Account,
  direction: Direction,
  wish: InboundWish,
  number: PhoneNumber | undefined,
): LiveCall {
  const timeline = new Timeline(exchange.clock, wish.startsAt);
  const { now } = timeline;
  if (wish.hangsUpAfterSeconds !== null) timeline.hangUpAt(now + wish.hangsUpAfterSeconds * 1000);
  const record: CallRecord = {
    ...exchange.calls.stamp('CA'),
    accountSid: account.sid,
    parentCallSid: null,
    direction,
    to: wish.to,
    from: wish.from,
    dateCreated: now,
    phoneNumberSid: number?.sid ?? null,
    forwardedFrom: wish.forwardedFrom,
    callerName: wish.callerName,
    trunkSid: number?.trunkSid ?? null,
    status: 'ringing',
    dateUpdated: now,
    startTime: now,
    answeredAt: null,
    endTime: null,
    duration: null,
  };
  const disorder = wish.disorder ?? exchange.disorder.get(account.sid) ?? ORDERLY;
  const script = { digits: [...wish.digits], recordSeconds: wish.recordSeconds };
  const call = new LiveCall(account, record, timeline, script, wish.origin, disorder, wish.extraParams);
  exchange.calls.add(call);
  call.note('call', { from: wish.from, to: wish.to, direction });
  return call;
}

/** What answers a number of the voice plane: its TwiML application, else its own URLs. */
export function voicePlanOf(account: Account, number: PhoneNumber): VoicePlan {
  return lookUp(account.applications, number.voiceApplicationSid) ?? number;
}

/** Rings the application behind a number; resolves when the call and its callbacks are over. */
export function ringApplication(exchange: Exchange, call: LiveCall, plan: VoicePlan): Promise<void> {
  const { statusCallback, statusCallbackMethod } = plan;
  if (statusCallback !== '') {
    call.subscriptions.push({ url: statusCallback, method: statusCallbackMethod, events: new Set(['completed']) });
  }
  const request: PageRequest = {
    purpose: 'voice',
    url: plan.voiceUrl,
    method: plan.voiceMethod,
    fallback: { url: plan.voiceFallbackUrl, method: plan.voiceFallbackMethod },
  };
  return run(exchange, call, async () => {
    if (plan.voiceUrl === '') {
      call.note('nothing answers', { why: 'the number has no voice URL' });
      finish(exchange, call, 'failed');
      return;
    }
    await conduct(exchange, call, () => fetchPage(exchange, call, request));
  });
}

/** Keeps a call's work in the clock's view, and its end in the call's `done`. */
export function run(exchange: Exchange, call: LiveCall, work: () => Promise<void>): Promise<void> {
  const conducted = work().catch((error: unknown) => {
    // A bug of the sandbox: it must neither stop the process nor pass for something that Twilio does.
    call.note('sandbox error', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    violation(
      exchange,
      call.account,
      'sandbox',
      'POST',
      `the sandbox failed on call ${call.record.sid}: ${String(error)}`,
    );
    finish(exchange, call, 'failed');
  });
  call.done = exchange.clock.working(conducted).then(() => emptyOutbox(exchange, call));
  return call.done;
}

/** Executes what the application says until the call has ended, through redirects from outside and back to the apology. */
export async function conduct(exchange: Exchange, call: LiveCall, first: () => Promise<Page>): Promise<void> {
  let next = first;
  for (;;) {
    try {
      close(exchange, call, await runDocuments(exchange, call, await next()));
      return;
    } catch (error) {
      if (error instanceof ApplicationError) {
        // "We are sorry, an application error has occurred": spoken, so the call was answered.
        answer(exchange, call);
        call.note('apology', { code: error.code });
        finish(exchange, call, 'completed');
        return;
      }
      if (!(error instanceof Interrupted)) throw error;
      const { interruption: cause } = error;
      if (cause.kind === 'redirected') {
        call.timeline.resume();
        next = () => redirectedPage(exchange, call, cause);
      } else {
        const left = call.isAnswered ? 'completed' : 'no-answer';
        finish(exchange, call, cause.kind === 'ended' ? cause.status : left);
        return;
      }
    }
  }
}

function close(exchange: Exchange, call: LiveCall, ending: Ending): void {
  if (typeof ending === 'object') {
    finish(exchange, call, ending.rejected === 'busy' ? 'busy' : 'failed');
    return;
  }
  // Only a <Dial> with answerOnBridge keeps a call from being taken up; an empty document does not, nor <Hangup>.
  if (call.dials === 0) answer(exchange, call);
  finish(exchange, call, call.isAnswered ? 'completed' : 'no-answer');
}

async function redirectedPage(
  exchange: Exchange,
  call: LiveCall,
  { url, method, twiml }: { readonly url?: string; readonly method?: string; readonly twiml?: string },
): Promise<Page> {
  const request: PageRequest = { purpose: 'update', url: url ?? 'inline', method: method ?? 'POST' };
  return twiml === undefined ? fetchPage(exchange, call, request) : pageOf(exchange, call, request, twiml, 'inline');
}
