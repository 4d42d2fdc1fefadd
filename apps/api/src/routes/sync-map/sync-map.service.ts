import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Target } from '@app/routing';
import type { Caller } from '../../auth/caller.js';
import { DraftsService } from '../drafts/drafts.service.js';
import { DraftsStore } from '../drafts/drafts.store.js';
import { RoutingDraftStore } from '../drafts/routing-draft.store.js';
import type { Content, RouteRow } from '../drafts/routing-draft.js';
import { ROUTE } from '../route/route.dto.js';
import { readSyncItem } from './read-sync-item.js';
import type { ImportedItemDto, ImportedSyncMapDto, SyncMapItemDto } from './sync-map.dto.js';

/** Routes of a draft from the Sync Map of a Twilio PBX. */
@Injectable()
export class SyncMapService {
  constructor(
    private readonly drafts: RoutingDraftStore,
    private readonly store: DraftsStore,
    private readonly nouns: DraftsService,
  ) {}

  /**
   * Sets the target of each item's route and nothing else of it; a new route gets defaults for the rest. All that can be taken are
   * written in one step, and the same items again change nothing.
   */
  async import(caller: Caller, items: readonly SyncMapItemDto[]): Promise<ImportedSyncMapDto> {
    const { routes } = await this.drafts.read(caller.tenantId);
    const known = new Map(routes.map((row) => [row.phone_number, row]));
    const wanted = new Map<string, Content<'routes'>>();
    const imported = items.map(({ key, data }): ImportedItemDto => {
      const item = readSyncItem(key, data);
      if ('reason' in item) return { key, outcome: 'refused', reason: item.reason };
      if (wanted.has(key)) return { key, outcome: 'refused', reason: 'Another item before it has the same key.' };
      const row = known.get(key);
      wanted.set(key, row === undefined ? newRoute(key, item.target) : { ...contentOf(row), target: item.target });
      if (row === undefined) return { key, outcome: 'created', reason: null };
      return { key, outcome: isDeepStrictEqual(row.target, item.target) ? 'unchanged' : 'changed', reason: null };
    });
    const written = new Set(
      imported.filter(({ outcome }) => outcome === 'created' || outcome === 'changed').map(({ key }) => key),
    );
    if (written.size > 0) {
      await this.store.putRoutes(
        caller,
        [...wanted.values()].filter(({ phone_number: number }) => written.has(number)),
      );
      await this.nouns.record(caller, 'routing', 'sync_map_imported', caller.tenantId, { numbers: [...written] });
    }
    return { items: imported };
  }
}

/** With the defaults of a route that says nothing but its target. */
function newRoute(phoneNumber: string, target: Target): Content<'routes'> {
  return { ...ROUTE.toContent({ phoneNumber, request: { target } }), target };
}

function contentOf(row: RouteRow): Content<'routes'> {
  const { id: _id, user_id: _userId, created_at: _createdAt, updated_at: _updatedAt, ...content } = row;
  return content;
}
