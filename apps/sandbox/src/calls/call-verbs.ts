import { elementsOf, textOf } from '../twiml/check-twiml.js';
import type { Params } from '../webhooks/webhook-client.js';
import { alert, violation } from './exchange.js';
import { answer } from './progress.js';
import { recordingParams, startRecording, stopRecording } from './recordings.js';
import type { Step, VerbContext } from './verb-context.js';
import { methodIn, NEXT, urlIn } from './verb-context.js';
import { addressKey } from './behaviour.js';

/** Asks the caller for keys: the script's next entry, or silence. */
export async function gather(context: VerbContext): Promise<Step> {
  const { exchange, call, element } = context;
  answer(exchange, call);
  const spoken = elementsOf(element).length * 2;
  const pressed = call.script.digits.shift() ?? '';
  const finish = element.attributes['finishOnKey'] ?? '#';
  const most = Number(element.attributes['numDigits'] ?? Infinity);
  const upToFinish = finish === '' ? pressed : (pressed.split(finish)[0] ?? '');
  const digits = upToFinish.slice(0, most);
  await call.timeline.pause(digits === '' ? spoken + Number(element.attributes['timeout'] ?? 5) : 1);
  call.note('gathered', { digits });
  const wantsEmpty = element.attributes['actionOnEmptyResult']?.toLowerCase() === 'true';
  if (digits === '' && !wantsEmpty) return NEXT;
  const params: Params = [
    ['Digits', digits],
    ...(pressed.includes(finish) && finish !== '' ? [['FinishedOnKey', finish] as const] : []),
  ];
  const url = urlIn(context, 'action') ?? context.page.url;
  return { kind: 'page', request: { purpose: 'gather action', url, method: methodIn(context), params } };
}

/** Records the caller for as long as the script says; silence leads to the next verb. */
export async function record(context: VerbContext): Promise<Step> {
  const { exchange, call, element } = context;
  answer(exchange, call);
  const longest = Number(element.attributes['maxLength'] ?? 3600);
  const seconds = Math.min(call.script.recordSeconds, longest);
  if (seconds === 0) {
    await call.timeline.pause(Number(element.attributes['timeout'] ?? 5));
    return NEXT;
  }
  const recording = startRecording(context, call, 'RecordVerb', 1);
  try {
    await call.timeline.pause(seconds);
  } finally {
    stopRecording(context, call, recording);
  }
  const url = urlIn(context, 'action') ?? context.page.url;
  const params = recordingParams(recording);
  return { kind: 'page', request: { purpose: 'record action', url, method: methodIn(context), params } };
}

const REFER_STATUS = { answer: 200, busy: 486, fail: 500, silent: 408, reject: 603 } as const;

/** Hands a SIP caller over to another SIP address; Twilio is out of the call when that has worked. */
export async function refer(context: VerbContext): Promise<Step> {
  const { exchange, call, element } = context;
  answer(exchange, call);
  if (call.origin !== 'sip') {
    alert(exchange, call, { code: 13_801, text: 'Refer is for SIP legs only' });
    return { kind: 'hang-up' };
  }
  const target = elementsOf(element).map(textOf)[0] ?? '';
  const { outcome, afterSeconds } = exchange.callees.of(addressKey(target)) ?? { outcome: 'answer', afterSeconds: 1 };
  await call.timeline.pause(afterSeconds);
  const status =
    outcome === 'answer' ? 'completed' : outcome === 'busy' ? 'busy' : outcome === 'silent' ? 'no-answer' : 'failed';
  const params: Params = [
    ['ReferCallStatus', status],
    ['ReferSipResponseCode', '202'],
    ['NotifySipResponseCode', String(REFER_STATUS[outcome])],
  ];
  const url = urlIn(context, 'action');
  if (url !== undefined)
    return { kind: 'page', request: { purpose: 'refer action', url, method: methodIn(context), params } };
  return status === 'completed' ? { kind: 'hang-up' } : NEXT;
}

export function refuseEnqueue({ exchange, call, page }: VerbContext): Step {
  violation(exchange, call.account, page.url, 'POST', 'the sandbox has no queues: <Enqueue> hangs up');
  return { kind: 'hang-up' };
}
