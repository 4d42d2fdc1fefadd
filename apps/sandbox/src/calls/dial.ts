import { elementsOf, textOf } from '../twiml/check-twiml.js';
import type { XmlElement } from '../twiml/read-xml.js';
import type { Params } from '../webhooks/webhook-client.js';
import type { RecordingRecord } from './call-records.js';
import { fetchPage } from './documents.js';
import { alert, violation } from './exchange.js';
import type { DialLeg } from './dial-leg.js';
import { endLeg, openLeg, ringLegs } from './dial-leg.js';
import { answer, finish } from './progress.js';
import { recordingParams, startRecording, stopRecording } from './recordings.js';
import { talk } from './talk.js';
import { Interrupted } from './timeline.js';
import type { Step, VerbContext } from './verb-context.js';
import { methodIn, NEXT, urlIn } from './verb-context.js';

const NOUNS = new Set(['Number', 'Sip', 'Client', 'Conference']);
const MOST_NOUNS = 10;

export type DialStatus = 'completed' | 'answered' | 'busy' | 'no-answer' | 'failed' | 'canceled';

interface DialEnd {
  readonly status: DialStatus;
  readonly leg: DialLeg | undefined;
  readonly bridged: boolean;
  readonly recording: RecordingRecord | undefined;
  /** A transfer has taken the place of what would have followed. */
  readonly transferred?: Step | undefined;
}

/** How far a dial has come; it may be broken off at any moment. */
interface Course {
  readonly legs: DialLeg[];
  recording: RecordingRecord | undefined;
}

/** Calls others and connects the caller with who answers first. */
export async function dial(context: VerbContext): Promise<Step> {
  const { exchange, call, element, isFirst } = context;
  call.dials += 1;
  const isHeldOpen = isFirst && flag(element, 'answerOnBridge');
  if (!isHeldOpen) answer(exchange, call);
  const nouns = nounsOf(element);
  const refusal = refusalOf(nouns);
  if (refusal !== undefined) {
    violation(exchange, call.account, context.page.url, 'POST', refusal);
    alert(exchange, call, { code: 12_200, text: refusal });
    return afterDial(context, { status: 'failed', leg: undefined, bridged: false, recording: undefined });
  }
  const course: Course = { legs: [], recording: undefined };
  try {
    const end = await ringAndTalk(context, nouns, course);
    return end.transferred ?? (await afterDial(context, end));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    await breakOff(context, course, error);
    throw error;
  }
}

const flag = (element: XmlElement, name: string): boolean => element.attributes[name]?.toLowerCase() === 'true';

/** A number may also stand as plain text inside `<Dial>`. */
function nounsOf(element: XmlElement): XmlElement[] {
  const text = textOf(element);
  const plain: XmlElement[] = text === '' ? [] : [{ name: 'Number', attributes: {}, children: [text] }];
  return [...plain, ...elementsOf(element)];
}

function refusalOf(nouns: readonly XmlElement[]): string | undefined {
  const unknown = nouns.find(({ name }) => !NOUNS.has(name));
  if (unknown) return `the sandbox cannot dial <${unknown.name}>`;
  if (nouns.length === 0) return '<Dial> names nobody';
  if (nouns.length > MOST_NOUNS) return `<Dial> names ${nouns.length}, Twilio takes ${MOST_NOUNS}`;
  const hasConference = nouns.some(({ name }) => name === 'Conference');
  return hasConference && nouns.length > 1 ? '<Conference> stands alone in its <Dial>' : undefined;
}

async function ringAndTalk(context: VerbContext, nouns: readonly XmlElement[], course: Course): Promise<DialEnd> {
  const { exchange, call, element } = context;
  const mode = element.attributes['record'] ?? 'do-not-record';
  const channels = mode.endsWith('-dual') ? 2 : 1;
  const fromRinging = mode.startsWith('record-from-ringing');
  const { legs } = course;
  if (fromRinging) course.recording = startRecording(context, call, 'DialVerb', channels);
  const rounds = flag(element, 'sequential') ? nouns.map((noun) => [noun]) : [nouns];
  let winner: DialLeg | undefined;
  try {
    for (const round of rounds) {
      const ringing = round.map((noun) => openLeg(context, noun));
      legs.push(...ringing);
      winner = await ringLegs(context, ringing);
      if (winner) break;
    }
    if (!winner) return { status: summary(legs), leg: legs.at(-1), bridged: false, recording: course.recording };
    answer(exchange, call);
    const wantsRecording = mode.startsWith('record-from-answer') || mode === 'true';
    if (wantsRecording) course.recording ??= startRecording(context, call, 'DialVerb', channels);
    const { transferred, callerLeft } = await talk(context, winner);
    endLeg(exchange, winner, 'completed');
    if (callerLeft) throw new Interrupted({ kind: 'caller-hung-up' });
    const status = winner.noun.name === 'Conference' ? 'answered' : 'completed';
    return { status, leg: winner, bridged: true, recording: course.recording, transferred };
  } finally {
    if (course.recording) stopRecording(context, call, course.recording);
  }
}

/** What is said of a dial that reached nobody: the kindest of its legs' ends. */
function summary(legs: readonly DialLeg[]): DialStatus {
  const ends = legs.map(({ call }) => call.record.status);
  return (['no-answer', 'busy', 'canceled', 'failed'] as const).find((status) => ends.includes(status)) ?? 'failed';
}

/** With an action its document takes the place of the rest, without one the next verb is executed. */
async function afterDial(context: VerbContext, end: DialEnd): Promise<Step> {
  const url = urlIn(context, 'action');
  if (url === undefined) return NEXT;
  const request = { purpose: 'dial action', url, method: methodIn(context), params: actionParams(end) };
  return { kind: 'page', request };
}

function actionParams({ status, leg, bridged, recording }: DialEnd): Params {
  const record = leg?.call.record;
  const isSip = leg?.noun.name === 'Sip';
  return [
    ['DialCallStatus', status],
    ['DialBridged', String(bridged)],
    ...(record ? [['DialCallSid', record.sid] as const] : []),
    ...(bridged ? [['DialCallDuration', String(record?.duration ?? 0)] as const] : []),
    ...(recording ? recordingParams(recording) : []),
    ...(isSip && leg.sipCallId !== null ? [['DialSipCallId', leg.sipCallId] as const] : []),
    ...(isSip && bridged ? headersOf(leg) : []),
    ...(isSip && leg.sipStatus !== null ? [['DialSipResponseCode', String(leg.sipStatus)] as const] : []),
  ];
}

function headersOf({ reach }: DialLeg): Params {
  const own = Object.entries(reach.answerHeaders ?? {}).filter(([name]) => /^X-/i.test(name));
  return own.map(([name, value]) => [`DialSipHeader_${name}`, value] as const);
}

/** The call ended or was redirected while others rang or talked. The action is still asked after a hang-up, its answer is not used. */
async function breakOff(
  context: VerbContext,
  { legs, recording }: Course,
  { interruption: cause }: Interrupted,
): Promise<void> {
  const { exchange, call } = context;
  const winner = legs.find((leg) => leg.call.isAnswered);
  for (const leg of legs) {
    const unanswered = cause.kind === 'ended' ? 'canceled' : 'no-answer';
    endLeg(exchange, leg, leg.call.isAnswered ? 'completed' : unanswered);
  }
  if (cause.kind === 'redirected') return;
  const final = cause.kind === 'ended' ? cause.status : call.isAnswered ? 'completed' : 'no-answer';
  finish(exchange, call, final);
  const leg = winner ?? legs.at(-1);
  const status = winner ? 'completed' : cause.kind === 'ended' ? 'canceled' : 'no-answer';
  const step = await afterDial(context, { status, leg, bridged: winner !== undefined, recording });
  // Twilio asks all the same, and nobody is left to do as it says.
  if (step.kind === 'page') await fetchPage(exchange, call, step.request).catch(() => undefined);
}
