import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import type { Caller } from '../auth/caller.js';
import { DatabaseError } from '../database/database-error.js';
import { Problem } from '../problems/problem.js';
import { credentialDto, type CredentialDto } from './credential.dto.js';
import { CredentialsStore } from './credentials.store.js';

/** What a tenant does with connected accounts that touches neither Twilio nor LiveKit. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly store: CredentialsStore,
    private readonly audit: AuditLog,
  ) {}

  async list(caller: Caller): Promise<CredentialDto[]> {
    return (await this.store.list(caller)).map(credentialDto);
  }

  async get(caller: Caller, credentialId: string): Promise<CredentialDto> {
    return credentialDto(await this.store.get(caller, credentialId));
  }

  async rename(caller: Caller, credentialId: string, label: string): Promise<CredentialDto> {
    try {
      await this.store.rename(caller, credentialId, label);
    } catch (error) {
      if (error instanceof DatabaseError && error.isDuplicate()) throw new Problem('credential.label_taken');
      throw error;
    }
    await this.audit.record(caller, 'credential.renamed', { kind: 'credential', id: credentialId }, { label });
    return this.get(caller, credentialId);
  }

  async activate(caller: Caller, credentialId: string): Promise<CredentialDto> {
    await this.store.activate(caller, credentialId);
    await this.audit.record(caller, 'credential.activated', { kind: 'credential', id: credentialId });
    return this.get(caller, credentialId);
  }
}
