import { Injectable } from '@nestjs/common';
import { CallsStore } from './calls.store.js';

/** Calls whose tenant is remembered: those of some minutes on a busy process. */
const REMEMBERED = 50_000;

/** To whom calls belong, so that one tenant cannot tell us anything of another one's. */
@Injectable()
export class CallOwners {
  readonly #tenants = new Map<string, string>();

  constructor(private readonly store: CallsStore) {}

  /** From memory alone, for the voice path: null when this process has not met the call yet. */
  knownTenantOfCall(callSid: string): string | null {
    return this.#tenants.get(callSid) ?? null;
  }

  /** The tenant whose call this is, from memory or the database; null when nobody has told of it yet. */
  async tenantOfCall(callSid: string): Promise<string | null> {
    const known = this.#tenants.get(callSid);
    if (known !== undefined) return known;
    const tenantId = await this.store.tenantOf(callSid);
    if (tenantId !== null) this.remember(callSid, tenantId);
    return tenantId;
  }

  remember(callSid: string, tenantId: string): void {
    if (this.#tenants.has(callSid)) return;
    this.#tenants.set(callSid, tenantId);
    const oldest = this.#tenants.keys().next();
    if (this.#tenants.size > REMEMBERED && oldest.done !== true) this.#tenants.delete(oldest.value);
  }
}
