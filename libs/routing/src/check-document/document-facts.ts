import type { E164, Id, RoutingDocument } from '../routing-document.js';
import type { Finding } from './finding.js';

/** What a document has to fit: what the tenant has besides it. */
export interface DocumentFacts {
  /** The tenant's numbers, and on which plane each is: only calls on the webhook plane ask the routing. */
  readonly ownNumbers: ReadonlyMap<E164, 'trunk' | 'webhook'>;
  readonly agentIds: ReadonlySet<Id>;
}

/** One look over a document: what is read, and what has been found so far. */
export interface Check {
  readonly document: RoutingDocument;
  readonly facts: DocumentFacts;
  readonly findings: Finding[];
}
