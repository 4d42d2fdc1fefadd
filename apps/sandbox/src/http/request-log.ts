import type { Vendor } from './exchange.js';

export interface LogEntry {
  readonly id: number;
  readonly vendor: Vendor;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly host: string;
  /** The account that presented credentials, or the path's when it presented none that exist. */
  readonly account: string;
  readonly startedAt: string;
  /** Names only: values may be secrets. */
  readonly params: readonly string[];
  /** Requests of the same account in flight when this one began, itself included. */
  readonly concurrent: number;
  operation: string | null;
  /** Null while in flight, and for ever when the connection was dropped. */
  status: number | null;
  durationMs: number | null;
  fault: string | null;
  /** Whether the vendor carried the request out, whatever the caller was told. */
  reachedVendor: boolean;
}

export interface LogFilter {
  readonly vendor?: string | undefined;
  readonly account?: string | undefined;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly operation?: string | undefined;
  readonly mutating?: boolean | undefined;
  readonly sinceId?: number | undefined;
}

const CAPACITY = 100_000;
// Twirp posts everything; what only reads can be told by the method's name.
const READ_ONLY = /\/(List|Get)\w+$/;

export function isMutating(entry: Pick<LogEntry, 'vendor' | 'method' | 'path'>): boolean {
  return entry.vendor === 'twilio' ? entry.method !== 'GET' : !READ_ONLY.test(entry.path);
}

export class RequestLog {
  private entries: LogEntry[] = [];
  private counter = 0;
  private readonly inFlight = new Map<string, number>();

  begin(start: Pick<LogEntry, 'vendor' | 'method' | 'path' | 'query' | 'host' | 'account' | 'params'>): LogEntry {
    this.counter += 1;
    const key = `${start.vendor}/${start.account}`;
    const concurrent = (this.inFlight.get(key) ?? 0) + 1;
    this.inFlight.set(key, concurrent);
    const entry: LogEntry = {
      id: this.counter,
      ...start,
      startedAt: new Date().toISOString(),
      concurrent,
      operation: null,
      status: null,
      durationMs: null,
      fault: null,
      reachedVendor: false,
    };
    this.entries.push(entry);
    if (this.entries.length > CAPACITY) this.entries.splice(0, CAPACITY / 10);
    return entry;
  }

  end(entry: LogEntry, status: number | null, durationMs: number): void {
    const key = `${entry.vendor}/${entry.account}`;
    this.inFlight.set(key, (this.inFlight.get(key) ?? 1) - 1);
    entry.status = status;
    entry.durationMs = Math.round(durationMs * 1000) / 1000;
  }

  find(filter: LogFilter): LogEntry[] {
    const path = filter.path === undefined ? undefined : new RegExp(filter.path);
    return this.entries.filter(
      (entry) =>
        (filter.vendor === undefined || entry.vendor === filter.vendor) &&
        (filter.account === undefined || entry.account === filter.account || entry.path.includes(filter.account)) &&
        (filter.method === undefined || entry.method === filter.method.toUpperCase()) &&
        (path === undefined || path.test(entry.path)) &&
        (filter.operation === undefined || entry.operation === filter.operation) &&
        (filter.mutating === undefined || isMutating(entry) === filter.mutating) &&
        (filter.sinceId === undefined || entry.id > filter.sinceId),
    );
  }

  clear(): void {
    this.entries = [];
  }
}
