import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { DatabaseError } from '../../database/database-error.js';
import { Problem } from '../../problems/problem.js';
import { DraftsService } from '../drafts/drafts.service.js';
import { DraftsStore } from '../drafts/drafts.store.js';
import type { RouteRow } from '../drafts/routing-draft.js';
import { ROUTE, type RouteDto, type RouteRequest } from './route.dto.js';

/** Routes are named by their number, of which each has at most one; so they are put, not made. */
@Injectable()
export class RoutesService {
  constructor(
    private readonly drafts: DraftsService,
    private readonly store: DraftsStore,
  ) {}

  async get(caller: Caller, phoneNumber: string): Promise<RouteDto> {
    return ROUTE.toView(await this.find(caller, phoneNumber));
  }

  async put(caller: Caller, phoneNumber: string, request: RouteRequest): Promise<RouteDto> {
    const content = ROUTE.toContent({ phoneNumber, request });
    await this.drafts.assertKnown(caller, ROUTE.referencesOf(content));
    const [row] = await this.putting(caller, [content]);
    if (row === undefined) throw new Problem('internal.unexpected', { internal: 'an upsert without a row' });
    await this.drafts.record(caller, ROUTE.subject, 'set', phoneNumber, content);
    return ROUTE.toView(row);
  }

  async remove(caller: Caller, phoneNumber: string): Promise<void> {
    const { id } = await this.find(caller, phoneNumber);
    if (!(await this.store.remove(caller, 'routes', id))) throw new Problem(ROUTE.missing);
    await this.drafts.record(caller, ROUTE.subject, 'deleted', phoneNumber, {});
  }

  private async find(caller: Caller, phoneNumber: string): Promise<RouteRow> {
    const row = await this.store.find(caller, 'routes', 'phone_number', phoneNumber);
    if (row === null) throw new Problem(ROUTE.missing);
    return row;
  }

  private async putting(caller: Caller, contents: Parameters<DraftsStore['putRoutes']>[1]): Promise<RouteRow[]> {
    try {
      return await this.store.putRoutes(caller, contents);
    } catch (error) {
      // The hours were deleted after we looked.
      if (error instanceof DatabaseError && error.code === '23503') throw new Problem('routing.unknown_reference');
      throw error;
    }
  }
}
