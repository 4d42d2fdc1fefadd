import type { DestinationPolicy, RoutingDocument } from './routing-document.js';

/** An hour: what a call to a telephone number may last where nobody has said otherwise. */
const DEFAULT_MAX_CALL_SECONDS = 3_600;

/**
 * What is in force before a tenant has published anything, and what a first draft starts from: every call is told that it cannot be
 * taken, and nobody may be dialled but in these countries.
 *
 * @param countries those of the tenant's own numbers, ISO 3166-1 alpha-2.
 */
export function emptyDocument(countries: readonly string[] = []): RoutingDocument {
  return {
    format: 1,
    routes: {},
    forwarding: {},
    ringGroups: {},
    destinations: {},
    hours: {},
    agents: {},
    policy: emptyPolicy(countries),
    fallback: {
      kind: 'announcement',
      text: 'This number is not in service at the moment. Please try again later.',
      language: 'en-US',
    },
  };
}

function emptyPolicy(countries: readonly string[]): DestinationPolicy {
  return {
    countries: [...new Set(countries)].sort(),
    allowedPrefixes: [],
    deniedPrefixes: [],
    sipHosts: [],
    allowPremium: false,
    maxCallSeconds: DEFAULT_MAX_CALL_SECONDS,
  };
}
