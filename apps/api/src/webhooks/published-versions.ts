import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { RoutingDocument } from '@app/routing';
import { IngressStore } from './ingress.store.js';

const MOST_REMEMBERED = 1_000;
/** A caller is waiting. */
const PATIENCE_MS = 1_000;

/**
 * Versions that are not in force any more, for the calls that began with them: those that were replaced while this process ran are
 * there already, others are read once.
 */
@Injectable()
export class PublishedVersions {
  private readonly log = new Logger(PublishedVersions.name);
  private readonly documents = new Map<string, RoutingDocument>();

  constructor(private readonly store: IngressStore) {}

  remember(tenantId: string, version: number, document: RoutingDocument): void {
    const key = `${tenantId} ${String(version)}`;
    this.documents.delete(key);
    this.documents.set(key, document);
    const [oldest] = this.documents.keys();
    if (this.documents.size > MOST_REMEMBERED && oldest !== undefined) this.documents.delete(oldest);
  }

  /** Null when there is no such version, or the database does not say in time. Does not reject. */
  async find(tenantId: string, version: number): Promise<RoutingDocument | null> {
    const known = this.documents.get(`${tenantId} ${String(version)}`);
    if (known !== undefined) return known;
    try {
      const late = sleep(PATIENCE_MS, null, { ref: false });
      const document = await Promise.race([this.store.document(tenantId, version), late]);
      if (document !== null) this.remember(tenantId, version, document);
      return document;
    } catch (error) {
      this.log.warn({ event: 'routing_version.not_loaded', tenantId, version, problem: String(error) });
      return null;
    }
  }
}
