import { Injectable } from '@nestjs/common';
import type { RoutingDocument } from '@app/routing';
import type { TablesUpdate } from '@app/supabase';
import { AuditLog } from '../../audit/audit-log.js';
import type { Caller } from '../../auth/caller.js';
import { asJson } from '../../database/as-json.js';
import { invalidRequest } from '../../problems/validation.pipe.js';
import { DraftsService } from '../drafts/drafts.service.js';
import { inNext } from '../drafts/references.js';
import { RoutingDraftStore } from '../drafts/routing-draft.store.js';
import type { RoutingDraft } from '../drafts/routing-draft.js';
import { toNext } from '../fields/next.dto.js';
import { compileDocument } from './compile-document.js';
import { isSameDocument } from './diff-documents.js';
import { PolicyDefaultsSource } from './policy-defaults.js';
import type { ChangeRoutingRequest, PolicyRequest, RoutingDto } from './routing.dto.js';

/** A draft and the document it amounts to. */
export interface CompiledDraft {
  readonly draft: RoutingDraft;
  readonly document: RoutingDocument;
}

/** What a tenant has of which there is one: the switch, the policy, the fallback, and the document that the draft amounts to. */
@Injectable()
export class RoutingService {
  constructor(
    private readonly store: RoutingDraftStore,
    private readonly drafts: DraftsService,
    private readonly defaults: PolicyDefaultsSource,
    private readonly audit: AuditLog,
  ) {}

  async compile(tenantId: string): Promise<CompiledDraft> {
    const draft = await this.store.read(tenantId);
    return { draft, document: compileDocument(draft, this.defaults.of(draft.numbers)) };
  }

  async get(caller: Caller): Promise<RoutingDto> {
    const { draft, document } = await this.compile(caller.tenantId);
    return {
      publishedVersion: draft.settings?.published_version ?? null,
      isDynamic: draft.settings?.is_dynamic ?? true,
      draftDiffers: draft.published === null || !isSameDocument(draft.published, document),
      policy: document.policy,
      fallback: document.fallback,
    };
  }

  async change(caller: Caller, request: ChangeRoutingRequest): Promise<RoutingDto> {
    const { isDynamic, fallback, policy } = request;
    if (fallback?.kind === 'fallback') {
      throw invalidRequest([{ path: 'fallback.kind', message: 'The fallback cannot lead to itself.' }]);
    }
    const reserved = policy?.sipHosts?.findIndex((host) => this.defaults.isReserved(host)) ?? -1;
    if (reserved >= 0) {
      const message = 'This is LiveKit, which would take such calls for anybody’s. Use a target of kind agent.';
      throw invalidRequest([{ path: `policy.sipHosts.${String(reserved)}`, message }]);
    }
    const next = fallback == null ? fallback : toNext(fallback);
    if (next != null) await this.drafts.assertKnown(caller, inNext(next, 'fallback'));
    const changes: TablesUpdate<'routing_drafts'> = {
      ...policyChanges(policy),
      ...(next === undefined ? {} : { fallback: next === null ? null : asJson(next) }),
    };
    if (Object.keys(changes).length > 0) {
      await this.store.changeDraft(caller, changes);
      await this.audit.record(caller, 'routing.changed', null, { ...changes } as Record<string, never>);
    }
    if (isDynamic !== undefined) {
      await this.store.setDynamic(caller, isDynamic);
      await this.audit.record(caller, isDynamic ? 'routing.switched_on' : 'routing.switched_off');
    }
    return this.get(caller);
  }
}

function policyChanges(policy: PolicyRequest = {}): TablesUpdate<'routing_drafts'> {
  const { countries, allowedPrefixes, deniedPrefixes, sipHosts, allowPremium, maxCallSeconds } = policy;
  const columns = {
    countries,
    allowed_prefixes: allowedPrefixes,
    denied_prefixes: deniedPrefixes,
    sip_hosts: sipHosts,
    allow_premium: allowPremium,
    max_call_seconds: maxCallSeconds,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}
