import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { AppConfig } from '../config/app-config.js';
import { Metrics } from '../metrics/metrics.js';
import { Problem } from '../problems/problem.js';
import { ConfigChangeFeed } from './config-change-feed.js';
import type { IngressSnapshot } from './ingress-snapshot.js';
import { IngressStore } from './ingress.store.js';
import { PublishedVersions } from './published-versions.js';

/** How long an id that belongs to nobody is remembered: a stranger who guesses costs the database one look in that time. */
const ABSENT_MS = 2_000;
const MOST_ABSENT = 10_000;
/** Callers wait for a first look; then they are answered without one. */
const PATIENCE_MS = 2_000;
const MOST_LOADS = 64;
const RELOADED_AT_ONCE = 100;
/** An entry moves to the young end when it is used, but not at each use. */
const TOUCHED_EVERY_MS = 1_000;

interface Entry {
  readonly snapshot: IngressSnapshot;
  touchedAt: number;
}

const RESULTS = ['hit', 'loaded', 'absent', 'unavailable'] as const;

/**
 * What webhooks are answered with, in memory: as many accounts as the configuration allows, the longest unused leaving first. A
 * change of a tenant's is read anew in the background, within a second of its commit, while calls go on with what is there; so they
 * do when the database is away.
 */
@Injectable()
export class IngressCache {
  private readonly log = new Logger(IngressCache.name);
  private readonly entries = new Map<string, Entry>();
  private readonly ofTenant = new Map<string, Set<string>>();
  private readonly absentUntil = new Map<string, number>();
  private readonly loads = new Map<string, Promise<IngressSnapshot | null>>();
  /** Tenants that changed while something was being loaded: what was loaded of them may be old already. */
  private readonly changedMeanwhile = new Set<string>();
  private readonly stale = new Set<string>();
  private refreshing: Promise<void> | null = null;
  private readonly capacity: number;
  private readonly lookups: Counter<'result'>;

  constructor(
    private readonly store: IngressStore,
    private readonly versions: PublishedVersions,
    private readonly feed: ConfigChangeFeed,
    config: AppConfig,
    metrics: Metrics,
  ) {
    this.capacity = config.webhooks.cachedAccounts;
    feed.listen({
      changed: (tenantIds) => this.changed(tenantIds),
      everythingMayHaveChanged: () => this.everythingMayHaveChanged(),
    });
    this.lookups = metrics.counter(
      'trunkline_ingress_lookups_total',
      'Webhooks by how their account was found: in memory, in the database, not at all, or the database did not say.',
      ['result'],
    );
    for (const result of RESULTS) this.lookups.inc({ result }, 0);
    metrics.gauge(
      'trunkline_ingress_cached',
      'Twilio accounts whose webhooks are answered from memory.',
      [],
      async () => Promise.resolve([{ value: this.entries.size }]),
    );
  }

  /**
   * The account behind an ingress id; null when it belongs to nobody. At once when it is in memory, otherwise after a look that all
   * who ask at the same time share. Rejects with `database.unavailable`.
   */
  find(ingressId: string): IngressSnapshot | null | Promise<IngressSnapshot | null> {
    const entry = this.entries.get(ingressId);
    if (entry === undefined) return this.loaded(ingressId);
    const now = Date.now();
    if (now - entry.touchedAt > TOUCHED_EVERY_MS) {
      entry.touchedAt = now;
      this.entries.delete(ingressId);
      this.entries.set(ingressId, entry);
    }
    this.lookups.inc(HIT);
    return entry.snapshot;
  }

  /** How long ago this snapshot was certainly the latest, in milliseconds. */
  ageOf(now: number): number {
    return Math.max(0, now - this.feed.currentAt);
  }

  private loaded(ingressId: string): null | Promise<IngressSnapshot | null> {
    if ((this.absentUntil.get(ingressId) ?? 0) > Date.now()) {
      this.lookups.inc({ result: 'absent' });
      return null;
    }
    const underWay = this.loads.get(ingressId);
    if (underWay !== undefined) return underWay;
    if (this.loads.size >= MOST_LOADS) return this.unavailable('too many looks at once');
    const load = this.load(ingressId).finally(() => {
      this.loads.delete(ingressId);
      if (this.loads.size === 0) this.changedMeanwhile.clear();
    });
    this.loads.set(ingressId, load);
    return load;
  }

  private async load(ingressId: string): Promise<IngressSnapshot | null> {
    const found = await this.read([ingressId]).catch((error: unknown) => {
      this.log.warn({ event: 'ingress.not_loaded', problem: String(error) });
      return null;
    });
    if (found === null) return this.unavailable('the database did not say');
    const [snapshot] = found;
    if (snapshot === undefined) {
      this.rememberAbsent(ingressId);
      return null;
    }
    this.lookups.inc({ result: 'loaded' });
    this.keep(snapshot);
    if (this.changedMeanwhile.has(snapshot.tenantId)) this.stale.add(ingressId);
    return snapshot;
  }

  /** A database that takes too long is as good as one that is away. */
  private async read(ingressIds: readonly string[]): Promise<IngressSnapshot[]> {
    const late = sleep(PATIENCE_MS, null, { ref: false });
    const found = await Promise.race([this.store.load(ingressIds), late]);
    if (found === null) throw new Error(`no answer within ${String(PATIENCE_MS)} ms`);
    return found;
  }

  private async unavailable(internal: string): Promise<never> {
    this.lookups.inc({ result: 'unavailable' });
    return Promise.reject(new Problem('database.unavailable', { internal }));
  }

  private rememberAbsent(ingressId: string): void {
    this.lookups.inc({ result: 'absent' });
    if (this.absentUntil.size >= MOST_ABSENT) this.absentUntil.clear();
    this.absentUntil.set(ingressId, Date.now() + ABSENT_MS);
  }

  private keep(snapshot: IngressSnapshot): void {
    const { ingressId, tenantId } = snapshot;
    const known = this.entries.get(ingressId);
    const before = known?.snapshot.routing;
    // Calls that began with it go on with it.
    if (before?.version != null && before.version !== snapshot.routing.version) {
      this.versions.remember(tenantId, before.version, before.document);
    }
    // In place, so that a change does not make an account look used.
    this.entries.set(ingressId, { snapshot, touchedAt: known?.touchedAt ?? Date.now() });
    const siblings = this.ofTenant.get(tenantId) ?? new Set();
    this.ofTenant.set(tenantId, siblings.add(ingressId));
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.capacity && oldest !== undefined) this.drop(oldest);
  }

  private drop(ingressId: string): void {
    const tenantId = this.entries.get(ingressId)?.snapshot.tenantId;
    this.entries.delete(ingressId);
    if (tenantId === undefined) return;
    const siblings = this.ofTenant.get(tenantId);
    siblings?.delete(ingressId);
    if (siblings?.size === 0) this.ofTenant.delete(tenantId);
  }

  private changed(tenantIds: ReadonlySet<string>): void {
    for (const tenantId of tenantIds) {
      for (const ingressId of this.ofTenant.get(tenantId) ?? []) this.stale.add(ingressId);
      if (this.loads.size > 0) this.changedMeanwhile.add(tenantId);
    }
    void this.refresh();
  }

  private everythingMayHaveChanged(): void {
    this.absentUntil.clear();
    for (const ingressId of this.entries.keys()) this.stale.add(ingressId);
    void this.refresh();
  }

  /** Reads anew what has changed. What cannot be read stays as it is and is tried again when the feed has been read again. */
  private refresh(): Promise<void> {
    this.refreshing ??= this.reloadStale()
      .catch((error: unknown) => {
        this.log.warn({ event: 'ingress.not_refreshed', accounts: this.stale.size, problem: String(error) });
      })
      .finally(() => (this.refreshing = null));
    return this.refreshing;
  }

  private async reloadStale(): Promise<void> {
    while (this.stale.size > 0) {
      const ingressIds = [...this.stale].slice(0, RELOADED_AT_ONCE);
      // Before the look: a change that comes during it makes them stale again.
      for (const ingressId of ingressIds) this.stale.delete(ingressId);
      const cached = ingressIds.filter((ingressId) => this.entries.has(ingressId));
      if (cached.length === 0) continue;
      const found = await this.read(cached).catch((error: unknown) => {
        for (const ingressId of cached) this.stale.add(ingressId);
        throw error;
      });
      const gone = new Set(cached);
      for (const snapshot of found) {
        gone.delete(snapshot.ingressId);
        this.keep(snapshot);
      }
      for (const ingressId of gone) this.drop(ingressId);
    }
  }
}

const HIT = { result: 'hit' } as const;
