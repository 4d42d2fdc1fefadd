import type { ObservedReply } from '../../apps/sandbox/src/http/vendor-gate.js';
import type { World } from '../harness/world.js';

/** One call to Twilio or LiveKit, from the sandbox's request log and its answers. */
export interface VendorCall {
  readonly name: string;
  readonly isMutating: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Objects that its address names, the account aside. */
  readonly needs: readonly string[];
  /** Objects of which its answer was the first to tell since the watch began. */
  readonly taught: readonly string[];
}

interface LogEntry {
  readonly id: number;
  readonly vendor: string;
  readonly method: string;
  readonly path: string;
  readonly operation: string | null;
  readonly startedAt: string;
  readonly durationMs: number | null;
}

const OBJECT = /\b(?:[A-Z]{2}[0-9a-f]{32}|S(?:T|DR)_\w{6,})\b/g;

/**
 * Watches the vendors while `work` runs and gives back every call. Which answer taught which object is matched by address and order
 * of answering, since the log and the answers are told apart by nothing else.
 */
export async function watchCalls<T>(
  world: World,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly calls: readonly VendorCall[] }> {
  const since = (await world.control<{ lastId: number }>('GET', '/requests/count')).lastId;
  const known = new Set<string>();
  const taughtBy = new Map<string, string[][]>();
  const stop = world.sandbox.onReply((reply) => {
    const named = namesIn(reply.body).filter((name) => !known.has(name));
    for (const name of named) known.add(name);
    const address = addressOf(reply);
    taughtBy.set(address, [...(taughtBy.get(address) ?? []), named]);
  });
  let result: T;
  try {
    result = await work();
  } finally {
    stop();
  }
  const log = await world.control<{ requests: LogEntry[] }>('GET', `/requests?since=${String(since)}`);
  const mutating = await world.control<{ requests: LogEntry[] }>('GET', `/requests?mutating=1&since=${String(since)}`);
  const changes = new Set(mutating.requests.map((entry) => entry.id));
  return {
    result,
    calls: log.requests.map((entry) => {
      const startedAt = Date.parse(entry.startedAt);
      return {
        name: entry.operation ?? `${entry.method} ${entry.path}`,
        isMutating: changes.has(entry.id),
        startedAt,
        endedAt: startedAt + (entry.durationMs ?? 0),
        needs: namesIn(entry.path),
        taught: taughtBy.get(addressOf(entry))?.shift() ?? [],
      };
    }),
  };
}

function addressOf({ vendor, method, path }: Pick<ObservedReply, 'vendor' | 'method' | 'path'> | LogEntry): string {
  return `${vendor} ${method} ${path}`;
}

/** Accounts are known before the first call. */
function namesIn(text: string): string[] {
  return [...new Set(text.match(OBJECT) ?? [])].filter((name) => !name.startsWith('AC'));
}
