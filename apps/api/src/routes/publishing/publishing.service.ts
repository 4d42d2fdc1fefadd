import { Injectable } from '@nestjs/common';
import { type RoutingDocument } from '@app/routing';
import { AuditLog } from '../../audit/audit-log.js';
import type { Caller } from '../../auth/caller.js';
import { Problem } from '../../problems/problem.js';
import type { RoutingDraft } from '../drafts/routing-draft.js';
import { checkNumbers, planesOf, type Finding } from './check-draft.js';
import { isSameDocument } from './diff-documents.js';
import type { CheckDto, PublishedDto, PublishRequest, RollbackRequest } from './publish.dto.js';
import { RoutingService } from './routing.service.js';
import { VersionsStore } from './versions.store.js';

/**
 * Puts a document in force, whole or not at all. Going back publishes the older document again as the newest version: so the versions
 * tell in one line what was in force when, a cursor of a live call names one document for ever, and going back can itself be undone
 * the same way.
 */
@Injectable()
export class PublishingService {
  constructor(
    private readonly routing: RoutingService,
    private readonly versions: VersionsStore,
    private readonly audit: AuditLog,
  ) {}

  async check(caller: Caller): Promise<CheckDto> {
    const { draft, document } = await this.routing.compile(caller.tenantId);
    const findings = findingsOf(document, draft);
    return {
      isPublishable: !findings.some(isError),
      findings,
      numbers: planesOf(draft.numbers, document),
    };
  }

  async publish(caller: Caller, { note, expectedVersion }: PublishRequest): Promise<PublishedDto> {
    const { draft, document } = await this.routing.compile(caller.tenantId);
    return this.put(caller, draft, document, expectedVersion, { note: note ?? null, rolledBackTo: null });
  }

  async rollBack(caller: Caller, { version, note, expectedVersion }: RollbackRequest): Promise<PublishedDto> {
    const found = await this.versions.find(caller, version);
    if (found === null) throw new Problem('routing.version_not_found');
    const { draft } = await this.routing.compile(caller.tenantId);
    return this.put(caller, draft, found.document, expectedVersion, {
      note: note ?? `Back to version ${String(version)}`,
      rolledBackTo: version,
    });
  }

  /** What is in force already is not published again, so that a repeated request makes no second version. */
  private async put(
    caller: Caller,
    draft: RoutingDraft,
    document: RoutingDocument,
    expected: number | null | undefined,
    { note, rolledBackTo }: { readonly note: string | null; readonly rolledBackTo: number | null },
  ): Promise<PublishedDto> {
    const inForce = draft.settings?.published_version ?? null;
    if (inForce !== null && draft.published !== null && isSameDocument(draft.published, document)) {
      return { version: inForce, changed: false, findings: findingsOf(document, draft) };
    }
    if (expected !== undefined && expected !== inForce) throw conflict(inForce);
    const findings = findingsOf(document, draft);
    if (findings.some(isError)) {
      throw new Problem('routing.not_publishable', { extensions: { findings: findings.map((one) => ({ ...one })) } });
    }
    const version = await this.versions.publish(caller, document, inForce, note);
    if (version === null) throw conflict((await this.routing.get(caller)).publishedVersion);
    const subject = { kind: 'routing-version', id: String(version) };
    if (rolledBackTo === null) await this.audit.record(caller, 'routing.published', subject, { note });
    else await this.audit.record(caller, 'routing.rolled_back', subject, { note, to: rolledBackTo });
    return { version, changed: true, findings };
  }
}

/** Errors first. */
function findingsOf(document: RoutingDocument, draft: RoutingDraft): Finding[] {
  const findings = checkNumbers(draft.numbers, document);
  return [...findings.filter(isError), ...findings.filter((finding) => !isError(finding))];
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

function conflict(publishedVersion: number | null): Problem {
  return new Problem('routing.version_conflict', { extensions: { publishedVersion } });
}
