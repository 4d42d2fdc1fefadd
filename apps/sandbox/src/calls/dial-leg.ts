import { textOf, elementsOf } from '../twiml/check-twiml.js';
import type { XmlElement } from '../twiml/read-xml.js';
import type { CallRecord, FinalStatus } from './call-records.js';
import { isFinal } from './call-records.js';
import { callerIdOf } from './caller-id.js';
import { fetchPage } from './documents.js';
import type { Exchange } from './exchange.js';
import { alert, violation } from './exchange.js';
import { LiveCall } from './live-call.js';
import { answer, finish, report, setStatus } from './progress.js';
import type { Callee, Reach } from './reach.js';
import { failing, reach } from './reach.js';
import type { VerbContext } from './verb-context.js';
import { methodIn, urlIn } from './verb-context.js';

/** One party that a `<Dial>` calls. */
export interface DialLeg {
  readonly noun: XmlElement;
  readonly call: LiveCall;
  readonly reach: Reach;
  sipCallId: string | null;
  sipStatus: number | null;
}

/** Makes the leg's record and tells who asked for it; nobody rings yet. */
export function openLeg(context: VerbContext, noun: XmlElement): DialLeg {
  const { exchange, call: parent } = context;
  const { to, known } = addressOf(noun);
  const callerId = callerIdOf(exchange, parent, context.element.attributes['callerId'], noun.name);
  const { now } = parent.timeline;
  const record: CallRecord = {
    ...exchange.calls.stamp('CA'),
    accountSid: parent.account.sid,
    parentCallSid: parent.record.sid,
    direction: 'outbound-dial',
    to: known,
    from: callerId.from,
    dateCreated: now,
    phoneNumberSid: null,
    forwardedFrom: parent.record.to,
    callerName: '',
    trunkSid: null,
    status: 'queued',
    dateUpdated: now,
    startTime: null,
    answeredAt: null,
    endTime: null,
    duration: null,
  };
  const target = callerId.refusal === undefined ? reach(exchange, calleeOf(noun, to, callerId.from)) : failing(null);
  const { digits } = target.behaviour;
  const script = { digits: [...digits], recordSeconds: 5 };
  const call = new LiveCall(parent.account, record, parent.timeline, script, 'dial', parent.disorder);
  exchange.calls.add(call);
  parent.legs.push(call);
  if (callerId.refusal !== undefined) alert(exchange, call, { code: 13_214, text: callerId.refusal });
  if (target.alert) alert(exchange, call, target.alert);
  if (target.isViolation) violation(exchange, parent.account, context.page.url, 'POST', target.alert?.text ?? to);
  if (target.note) call.note('livekit', target.note);
  subscribe(context, noun, call);
  report(exchange, call, 'initiated');
  const sipCallId = noun.name === 'Sip' ? `${record.sid.slice(2)}@sandbox.twilio` : null;
  return { noun, call, reach: target, sipCallId, sipStatus: null };
}

function calleeOf(noun: XmlElement, to: string, caller: string): Callee {
  const { username, password } = noun.attributes;
  const credentials = username === undefined || password === undefined ? undefined : { username, password };
  return { kind: noun.name as Callee['kind'], to, caller, credentials };
}

/** `to` is what is dialled, `known` how the API shows it: without the headers behind a SIP URI. */
function addressOf(noun: XmlElement): { to: string; known: string } {
  const identity = elementsOf(noun).find(({ name }) => name === 'Identity');
  const to = textOf(identity ?? noun);
  if (noun.name === 'Client') return { to: `client:${to}`, known: `client:${to}` };
  return { to, known: noun.name === 'Sip' ? (to.split('?')[0] ?? to) : to };
}

function subscribe(context: VerbContext, noun: XmlElement, call: LiveCall): void {
  const seen = { ...context, element: noun };
  const url = urlIn(seen, 'statusCallback');
  if (url === undefined || noun.name === 'Conference') return;
  const events = new Set((noun.attributes['statusCallbackEvent'] ?? 'completed').split(' '));
  call.subscriptions.push({ url, method: methodIn(seen, 'statusCallbackMethod'), events });
}

export function endLeg(exchange: Exchange, leg: DialLeg, status: FinalStatus): void {
  if (isFinal(leg.call.record.status)) return;
  leg.sipStatus ??= status === 'completed' ? 200 : null;
  const code = leg.sipStatus;
  const shown = leg.noun.name === 'Sip' && code !== null;
  finish(exchange, leg.call, status, shown ? [['SipResponseCode', String(code)]] : []);
  leg.reach.leave?.();
}

interface Moment {
  readonly at: number;
  readonly leg: DialLeg;
  readonly end: 'answer' | FinalStatus;
  readonly sipStatus: number | null;
}

/** Rings all legs at once. The first that answers, and is not put off by what is whispered to it, wins; the others stop ringing. */
export async function ringLegs(context: VerbContext, legs: readonly DialLeg[]): Promise<DialLeg | undefined> {
  const { exchange, call, element } = context;
  const start = call.timeline.now;
  const timeout = Number(element.attributes['timeout'] ?? 30);
  const moments = legs.map((leg) => momentOf(leg, start, timeout)).toSorted((left, right) => left.at - right.at);
  for (const leg of legs) {
    if (leg.reach.behaviour.outcome === 'fail') continue;
    setStatus(leg.call, 'ringing');
    report(exchange, leg.call, 'ringing');
  }
  for (const { at, leg, end, sipStatus } of moments) {
    await call.timeline.until(at);
    leg.sipStatus = sipStatus;
    if (end !== 'answer') {
      endLeg(exchange, leg, end);
      continue;
    }
    const joined = leg.reach.join?.();
    if (joined) leg.call.note('room', { ...joined, agents: [...joined.agents] });
    answer(exchange, leg.call);
    if (await isWon(context, leg)) {
      for (const other of legs) if (other !== leg) endLeg(exchange, other, 'no-answer');
      return leg;
    }
    endLeg(exchange, leg, 'completed');
  }
  return undefined;
}

const ENDS = {
  busy: ['busy', 486],
  fail: ['failed', 500],
  reject: ['busy', 603],
  silent: ['no-answer', 487],
} as const;

function momentOf(leg: DialLeg, start: number, timeout: number): Moment {
  const { outcome, afterSeconds } = leg.reach.behaviour;
  const isTooLate = outcome === 'silent' || afterSeconds > timeout;
  if (isTooLate) return { at: start + timeout * 1000, leg, end: 'no-answer', sipStatus: leg.reach.sipStatus ?? 487 };
  const at = start + afterSeconds * 1000;
  if (outcome === 'answer') return { at, leg, end: 'answer', sipStatus: 200 };
  const [end, sipStatus] = ENDS[outcome];
  return { at, leg, end, sipStatus: leg.reach.sipStatus ?? sipStatus };
}

/** `url` on a noun is executed for the callee alone; hanging up in it puts the callee off. */
async function isWon(context: VerbContext, leg: DialLeg): Promise<boolean> {
  const seen = { ...context, element: leg.noun };
  const url = urlIn(seen, 'url');
  if (url === undefined) return true;
  const page = await fetchPage(context.exchange, leg.call, { purpose: 'whisper', url, method: methodIn(seen) });
  return (await context.run(leg.call, page)) === 'ran-out';
}
