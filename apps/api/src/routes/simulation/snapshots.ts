import { Injectable } from '@nestjs/common';
import { emptyDocument, type RoutingSnapshot } from '@app/routing';
import type { Caller } from '../../auth/caller.js';
import { Problem } from '../../problems/problem.js';
import type { RoutingDraft } from '../drafts/routing-draft.js';
import { RoutingService } from '../publishing/routing.service.js';
import { VersionsStore } from '../publishing/versions.store.js';

/** What a call would be decided by, and what the tenant has besides. */
export interface Situation {
  readonly snapshot: RoutingSnapshot;
  readonly draft: RoutingDraft;
}

@Injectable()
export class Snapshots {
  constructor(
    private readonly routing: RoutingService,
    private readonly versions: VersionsStore,
  ) {}

  /**
   * By a version, by the draft (whose version is null), or by what is in force. Whoever names one asks what it would do, so that it
   * counts as switched on; only what is in force may be switched off.
   */
  async of(caller: Caller, version: number | 'draft' | undefined): Promise<Situation> {
    const { draft, document } = await this.routing.compile(caller.tenantId);
    const { settings, published, numbers } = draft;
    const ownNumbers = new Set(numbers.map(({ phone_number: phoneNumber }) => phoneNumber));
    const about = { tenantId: caller.tenantId, ownNumbers };
    if (version === 'draft') return { draft, snapshot: { ...about, version: null, document, isDynamic: true } };
    if (version === undefined) {
      const inForce = { version: settings?.published_version ?? null, document: published ?? emptyDocument() };
      return { draft, snapshot: { ...about, ...inForce, isDynamic: settings?.is_dynamic ?? true } };
    }
    const found = await this.versions.find(caller, version);
    if (found === null) throw new Problem('routing.version_not_found');
    return { draft, snapshot: { ...about, version, document: found.document, isDynamic: true } };
  }
}
