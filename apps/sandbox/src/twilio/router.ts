import type { Operation, TwilioHost } from './operation.js';

export interface Match {
  readonly operation: Operation;
  readonly path: ReadonlyMap<string, string>;
}

interface Route {
  readonly operation: Operation;
  readonly segments: readonly string[];
  readonly literals: number;
}

/**
 * Literal segments beat parameters: `IncomingPhoneNumbers/Local` must not be taken for a number whose SID is "Local".
 */
export class Router {
  private readonly routes: readonly Route[];

  constructor(operations: readonly Operation[]) {
    this.routes = operations
      .map((operation) => {
        const segments = operation.path.split('/');
        return { operation, segments, literals: segments.filter((segment) => !segment.startsWith('{')).length };
      })
      .toSorted((left, right) => right.literals - left.literals);
  }

  /** Every operation on this path, whatever the method, so that a wrong method can be told from a wrong path. */
  find(host: TwilioHost, path: string): Match[] {
    const segments = path.split('/');
    const matches: Match[] = [];
    for (const route of this.routes) {
      if (route.operation.host !== host || route.segments.length !== segments.length) continue;
      const params = matchSegments(route.segments, segments);
      if (params) matches.push({ operation: route.operation, path: params });
    }
    return matches;
  }
}

function matchSegments(pattern: readonly string[], actual: readonly string[]): Map<string, string> | undefined {
  const params = new Map<string, string>();
  for (const [index, segment] of pattern.entries()) {
    const value = actual[index] ?? '';
    if (segment.startsWith('{')) params.set(segment.slice(1, -1), decoded(value));
    else if (segment !== value) return undefined;
  }
  return params;
}

/** A malformed escape names nothing that exists; it must not become a crash. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
