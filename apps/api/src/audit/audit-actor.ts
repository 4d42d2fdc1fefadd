/** The service itself, acting on a tenant's behalf without being asked: a background run, a webhook. */
export interface SystemActor {
  readonly tenantId: string;
  readonly kind: 'system';
  /** Which part of the service, for example `provisioning`. */
  readonly actorId: string;
  readonly requestId?: string;
}

export function systemActor(tenantId: string, part: string): SystemActor {
  return { tenantId, kind: 'system', actorId: part };
}
