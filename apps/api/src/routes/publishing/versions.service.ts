import { Injectable } from '@nestjs/common';
import type { RoutingDocument } from '@app/routing';
import type { Caller } from '../../auth/caller.js';
import { Problem } from '../../problems/problem.js';
import { invalidRequest } from '../../problems/validation.pipe.js';
import { afterCursor, toPage, type PageQuery } from '../drafts/page.js';
import { diffDocuments } from './diff-documents.js';
import { RoutingService } from './routing.service.js';
import { versionDto, type DiffDto, type VersionPage, type VersionWithDocumentDto } from './version.dto.js';
import { VersionsStore, type VersionWithDocument } from './versions.store.js';

/** What was published, and when. */
@Injectable()
export class VersionsService {
  constructor(
    private readonly store: VersionsStore,
    private readonly routing: RoutingService,
  ) {}

  async list(caller: Caller, { limit, cursor }: PageQuery): Promise<VersionPage> {
    const before = afterCursor(cursor);
    if (before !== null && !/^[1-9]\d{0,8}$/.test(before)) {
      throw invalidRequest([{ path: 'cursor', message: 'This must be the nextCursor of another page.' }]);
    }
    const { publishedVersion } = await this.routing.get(caller);
    const read = await this.store.list(caller, limit + 1, before === null ? null : Number(before));
    const { rows, nextCursor } = toPage(read, limit, ({ version }) => String(version));
    return { items: rows.map((row) => versionDto(row, publishedVersion)), nextCursor };
  }

  async get(caller: Caller, version: number): Promise<VersionWithDocumentDto> {
    const { publishedVersion } = await this.routing.get(caller);
    const row = await this.find(caller, version);
    return { ...versionDto(row, publishedVersion), document: row.document };
  }

  /** What is different in `to`, seen from this version. */
  async diff(caller: Caller, version: number, to: number | 'draft'): Promise<DiffDto> {
    const { document } = await this.find(caller, version);
    return { changes: diffDocuments(document, await this.documentOf(caller, to)) };
  }

  async documentOf(caller: Caller, version: number | 'draft'): Promise<RoutingDocument> {
    if (version === 'draft') return (await this.routing.compile(caller.tenantId)).document;
    return (await this.find(caller, version)).document;
  }

  private async find(caller: Caller, version: number): Promise<VersionWithDocument> {
    const row = await this.store.find(caller, version);
    if (row === null) throw new Problem('routing.version_not_found');
    return row;
  }
}
