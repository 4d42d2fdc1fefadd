import type { OriginationUrl, Trunk } from '../store/records.js';
import type { FinalStatus, RecordingRecord } from './call-records.js';
import { fetchPage } from './documents.js';
import { LONGEST_CALL_SECONDS } from './behaviour.js';
import type { Exchange } from './exchange.js';
import { alert } from './exchange.js';
import type { LiveCall } from './live-call.js';
import { conduct, run } from './place-call.js';
import { answer, finish } from './progress.js';
import type { Reach } from './reach.js';
import { reach } from './reach.js';
import { beginRecording, endRecording } from './recordings.js';
import { Interrupted } from './timeline.js';

// After these Twilio does not try the next origination URL (Twilio docs: "Origination URIs").
const FINAL_STATUSES = new Set([400, 404, 405, 410, 416, 482, 484, 486]);
const SILENCE_SECONDS = 4;
const LONGEST_RING_SECONDS = 180;

/** A call to a number on a trunk: no webhook, only the origination URLs, and the disaster recovery URL when none of them answers. */
export function ringTrunk(exchange: Exchange, call: LiveCall, trunk: Trunk): Promise<void> {
  return run(exchange, call, () =>
    untilInterrupted(exchange, call, async () => {
      const isReached = await tryUrls(exchange, call, trunk);
      if (!isReached) await recover(exchange, call, trunk);
    }),
  );
}

/** A trunk call has no TwiML that could take an interruption up: it ends. */
export async function untilInterrupted(exchange: Exchange, call: LiveCall, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const { interruption } = error;
    const left: FinalStatus = call.isAnswered ? 'completed' : 'no-answer';
    finish(exchange, call, interruption.kind === 'ended' ? interruption.status : left);
  }
}

/** By priority, within it the heavier ones first. (The real one draws by weight; a repeatable order is worth more here.) */
function inOrder({ originationUrls }: Trunk): OriginationUrl[] {
  return Object.values(originationUrls)
    .filter(({ enabled }) => enabled)
    .toSorted((left, right) => left.priority - right.priority || right.weight - left.weight || left.seq - right.seq);
}

/** True when somebody took the call or refused it for good. */
async function tryUrls(exchange: Exchange, call: LiveCall, trunk: Trunk): Promise<boolean> {
  const urls = inOrder(trunk);
  if (urls.length === 0) {
    alert(exchange, call, { code: 32_010, text: 'the trunk has no origination URL that is enabled' }, trunk.sid);
    return false;
  }
  for (const { sid, sipUrl } of urls) {
    const to = sipUrl.replace(/^(sips?:)(?:[^@;?]*@)?/i, `$1${call.record.to}@`);
    const fixedUser = /^sips?:([^@;?]*)@/i.exec(sipUrl)?.[1];
    // Twilio fills in the called number; a user part that is set stays, which breaks LiveKit's matching.
    const target = reach(exchange, {
      kind: 'Sip',
      to: fixedUser === undefined ? to : sipUrl,
      caller: call.record.from,
    });
    call.note('origination', { originationUrlSid: sid, sipUrl, ...(target.note ? { livekit: target.note } : {}) });
    const { outcome } = target.behaviour;
    if (target.note && 'dropped' in target.note) {
      await call.timeline.pause(SILENCE_SECONDS);
      alert(exchange, call, { code: 32_011, text: `no response from ${sipUrl}` }, trunk.sid);
    } else if (outcome === 'fail' && !FINAL_STATUSES.has(target.sipStatus ?? 503)) {
      await call.timeline.pause(target.sipStatus === null ? SILENCE_SECONDS : 0);
      const text = target.sipStatus === null ? `no response from ${sipUrl}` : `${sipUrl} answered ${target.sipStatus}`;
      alert(exchange, call, { code: 32_011, text }, trunk.sid);
    } else {
      await holdTrunkCall(exchange, call, trunk, target);
      return true;
    }
  }
  return false;
}

const ENDS: Readonly<Record<string, FinalStatus>> = {
  busy: 'busy',
  reject: 'busy',
  silent: 'no-answer',
  fail: 'failed',
};

/** Rings, talks, and records as the trunk says; used in both directions. */
export async function holdTrunkCall(exchange: Exchange, call: LiveCall, trunk: Trunk, target: Reach): Promise<void> {
  const { outcome, afterSeconds, talkSeconds } = target.behaviour;
  const mode = trunk.recordingMode;
  const channels = mode.endsWith('-dual') ? 2 : 1;
  let recording: RecordingRecord | undefined;
  try {
    if (mode.startsWith('record-from-ringing')) recording = beginRecording(exchange, call, 'Trunking', channels);
    await call.timeline.pause(outcome === 'silent' ? LONGEST_RING_SECONDS : afterSeconds);
    if (outcome !== 'answer') {
      call.note('sip', { status: target.sipStatus });
      finish(exchange, call, ENDS[outcome] ?? 'failed');
      return;
    }
    answer(exchange, call);
    const joined = target.join?.();
    if (joined) {
      call.note('room', { ...joined, agents: [...joined.agents] });
      exchange.sipCalls.set(joined.sipCallId, call);
    }
    if (mode.startsWith('record-from-answer')) recording = beginRecording(exchange, call, 'Trunking', channels);
    await call.timeline.pause(talkSeconds ?? LONGEST_CALL_SECONDS);
    finish(exchange, call, 'completed');
  } finally {
    // A trunk's recordings are told to nobody; one finds them in the list.
    if (recording) endRecording(call, recording);
    target.leave?.();
  }
}

/** No origination URL answers: the trunk's own last word, a signed webhook like any other. */
async function recover(exchange: Exchange, call: LiveCall, trunk: Trunk): Promise<void> {
  const { disasterRecoveryUrl, disasterRecoveryMethod } = trunk;
  if (disasterRecoveryUrl === null || disasterRecoveryUrl === '') {
    finish(exchange, call, 'failed');
    return;
  }
  const request = {
    purpose: 'disaster recovery',
    url: disasterRecoveryUrl,
    method: disasterRecoveryMethod ?? 'POST',
  };
  await conduct(exchange, call, () => fetchPage(exchange, call, request));
}
