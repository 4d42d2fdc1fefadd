import type { XmlElement } from '../twiml/read-xml.js';
import type { Page, PageRequest } from './documents.js';
import type { Exchange } from './exchange.js';
import type { LiveCall } from './live-call.js';

/** What a verb leads to: the next verb, another document in place of the rest, or the end of the call. */
export type Step =
  | { readonly kind: 'next' }
  | { readonly kind: 'page'; readonly request: PageRequest }
  | { readonly kind: 'document'; readonly page: Page }
  | { readonly kind: 'hang-up' }
  | { readonly kind: 'reject'; readonly reason: string };

export interface VerbContext {
  readonly exchange: Exchange;
  readonly call: LiveCall;
  readonly element: XmlElement;
  readonly page: Page;
  /** Nothing was executed before it: it decides whether the call is answered at all. */
  readonly isFirst: boolean;
  /** Executes documents on a leg of its own: what is whispered to a callee before it is connected. */
  readonly run: (call: LiveCall, page: Page) => Promise<Ending>;
}

/** How a document ended: there was nothing left to do, `<Hangup>`, or `<Reject>` with its reason. */
export type Ending = 'ran-out' | 'hung-up' | { readonly rejected: string };

export const NEXT: Step = { kind: 'next' };

/** The URL in an attribute, seen from the document it stands in; an empty one is the document itself. */
export function urlIn({ element, page }: VerbContext, attribute: string): string | undefined {
  const value = element.attributes[attribute];
  if (value === undefined) return undefined;
  return value === '' ? page.url : URL.canParse(value) ? value : new URL(value, page.url).toString();
}

export const methodIn = ({ element }: VerbContext, attribute = 'method'): string =>
  (element.attributes[attribute] ?? 'POST').toUpperCase();
