import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import type { JsonValue } from '../problems/problem.js';
import type { SystemActor } from './audit-actor.js';
import { AuditStore } from './audit.store.js';

/** What was acted on. */
export interface AuditSubject {
  readonly kind: string;
  readonly id: string;
}

/** Who did what. Entries can be added and read, never changed. */
@Injectable()
export class AuditLog {
  constructor(private readonly store: AuditStore) {}

  /**
   * Records an action such as `credential.connected`. Throws when it cannot be written: an action that must leave a trace is better
   * refused than done without one, so call it before the answer. `detail` is shown to the tenant; it holds no secret.
   */
  async record(
    actor: Pick<Caller, 'tenantId' | 'kind' | 'actorId' | 'requestId'> | SystemActor,
    action: `${string}.${string}`,
    subject: AuditSubject | null = null,
    detail: Readonly<Record<string, JsonValue>> = {},
  ): Promise<void> {
    await this.store.append({
      user_id: actor.tenantId,
      actor_kind: actor.kind,
      actor_id: actor.actorId,
      action,
      subject_kind: subject?.kind ?? null,
      subject_id: subject?.id ?? null,
      detail,
      request_id: actor.requestId ?? null,
    });
  }
}
