import { elementsOf } from '../twiml/check-twiml.js';
import { gather, record, refer, refuseEnqueue } from './call-verbs.js';
import { dial } from './dial.js';
import type { Page } from './documents.js';
import { fetchPage } from './documents.js';
import type { Exchange } from './exchange.js';
import type { LiveCall } from './live-call.js';
import { answer } from './progress.js';
import type { Ending, Step, VerbContext } from './verb-context.js';
import { methodIn, NEXT } from './verb-context.js';

const SECONDS_PER_SAY = 2;

const VERBS: Readonly<Record<string, (context: VerbContext) => Step | Promise<Step>>> = {
  Say: (context) => spoken(context),
  Play: (context) => spoken(context),
  Pause: async ({ call, element }) => {
    // Before anything else it delays picking up, and does not answer by itself.
    await call.timeline.pause(Number(element.attributes['length'] ?? 1));
    return NEXT;
  },
  Hangup: () => ({ kind: 'hang-up' }),
  Leave: () => ({ kind: 'hang-up' }),
  Reject: ({ call, element }) => {
    const reason = element.attributes['reason'] ?? 'rejected';
    return call.isAnswered ? { kind: 'hang-up' } : { kind: 'reject', reason };
  },
  Redirect: (context) => {
    const text = context.element.children
      .filter((child) => typeof child === 'string')
      .join('')
      .trim();
    const url = URL.canParse(text) ? text : new URL(text, context.page.url).toString();
    return { kind: 'page', request: { purpose: 'redirect', url, method: methodIn(context) } };
  },
  Dial: dial,
  Gather: gather,
  Record: record,
  Refer: refer,
  Enqueue: refuseEnqueue,
};

async function spoken({ exchange, call }: VerbContext): Promise<Step> {
  answer(exchange, call);
  await call.timeline.pause(SECONDS_PER_SAY);
  return NEXT;
}

/**
 * Executes a document and every document that takes its place. `ran-out` means that there was nothing left to do, which ends a call but
 * lets a whispered-to leg be connected. Throws Interrupted and ApplicationError.
 */
export async function runDocuments(exchange: Exchange, call: LiveCall, first: Page): Promise<Ending> {
  let page = first;
  for (;;) {
    const step = await runPage(exchange, call, page);
    if (step.kind === 'page') page = await fetchPage(exchange, call, step.request);
    else if (step.kind === 'document') ({ page } = step);
    else if (step.kind === 'reject') return { rejected: step.reason };
    else return step.kind === 'hang-up' ? 'hung-up' : 'ran-out';
  }
}

async function runPage(exchange: Exchange, call: LiveCall, page: Page): Promise<Step> {
  let isFirst = !call.isAnswered;
  for (const element of elementsOf(page.root)) {
    call.timeline.check();
    call.note('verb', { verb: element.name, attributes: element.attributes });
    const verb = VERBS[element.name];
    const step = verb
      ? await verb({ exchange, call, element, page, isFirst, run: (leg, first) => runDocuments(exchange, leg, first) })
      : NEXT;
    if (element.name !== 'Pause') isFirst = false;
    if (step.kind !== 'next') return step;
  }
  return NEXT;
}
