import { Injectable } from '@nestjs/common';
import type { Finding, RoutingDocument } from '@app/routing';
import { AuditLog } from '../../audit/audit-log.js';
import type { Caller } from '../../auth/caller.js';
import { Problem } from '../../problems/problem.js';
import type { RoutingDraft } from '../drafts/routing-draft.js';
import { checkDraft, isError, planesOf } from './check-draft.js';
import { isSameDocument } from './diff-documents.js';
import type { CheckDto, PublishedDto, PublishRequest, RollbackRequest } from './publish.dto.js';
import { RoutingService } from './routing.service.js';
import { TrunkAgents } from './trunk-agents.js';
import { VersionsStore } from './versions.store.js';

/** Every process keeps what is in force in memory. Ten thousand routes are half of it. */
const MOST_BYTES = 8 * 1024 ** 2;

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
    private readonly trunkAgents: TrunkAgents,
    private readonly audit: AuditLog,
  ) {}

  async check(caller: Caller): Promise<CheckDto> {
    const { draft, document } = await this.routing.compile(caller.tenantId);
    const findings = checkDraft(document, draft);
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

  /**
   * What is in force already is not published again, so that a repeated request makes no second version; it does finish what the first
   * one may have left undone at LiveKit.
   */
  private async put(
    caller: Caller,
    draft: RoutingDraft,
    document: RoutingDocument,
    expected: number | null | undefined,
    reason: Reason,
  ): Promise<PublishedDto> {
    const inForce = draft.settings?.published_version ?? null;
    const findings = checkDraft(document, draft);
    const isInForce = inForce !== null && draft.published !== null && isSameDocument(draft.published, document);
    if (!isInForce && expected !== undefined && expected !== inForce) throw conflict(inForce);
    if (findings.some(isError)) throw notPublishable(findings);
    if (!isInForce && Buffer.byteLength(JSON.stringify(document)) > MOST_BYTES) throw new Problem('routing.too_large');
    const version = isInForce ? inForce : await this.store(caller, document, inForce, reason);
    const runs = await this.trunkAgents.assign(caller.tenantId, document, draft.numbers);
    return {
      version,
      changed: !isInForce,
      findings,
      runs: runs.map(({ runId, credentialId }) => ({ runId, credentialId })),
    };
  }

  private async store(
    caller: Caller,
    document: RoutingDocument,
    inForce: number | null,
    { note, rolledBackTo }: Reason,
  ): Promise<number> {
    const version = await this.versions.publish(caller, document, inForce, note);
    if (version === null) throw conflict((await this.routing.get(caller)).publishedVersion);
    const subject = { kind: 'routing-version', id: String(version) };
    if (rolledBackTo === null) await this.audit.record(caller, 'routing.published', subject, { note });
    else await this.audit.record(caller, 'routing.rolled_back', subject, { note, to: rolledBackTo });
    return version;
  }
}

interface Reason {
  readonly note: string | null;
  /** The version whose document it is; null for a draft. */
  readonly rolledBackTo: number | null;
}

function notPublishable(findings: readonly Finding[]): Problem {
  const shown = findings.map(({ where, ...finding }) => ({ ...finding, where: { ...where } }));
  return new Problem('routing.not_publishable', { extensions: { findings: shown } });
}

function conflict(publishedVersion: number | null): Problem {
  return new Problem('routing.version_conflict', { extensions: { publishedVersion } });
}
