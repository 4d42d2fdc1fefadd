import { Injectable } from '@nestjs/common';
import { isE164 } from '@app/routing';
import { NumberGateway } from '@app/twilio-trunk';
import { AuditLog } from '../audit/audit-log.js';
import type { Caller } from '../auth/caller.js';
import { Problem } from '../problems/problem.js';
import { answerOf, NumberAccount } from './number-account.js';
import { NumbersStore, type ImportOutcome } from './numbers.store.js';

export type SkipReason = Extract<ImportOutcome, 'other_credential' | 'taken'> | 'not_e164';

export interface ImportResult {
  readonly credentialId: string;
  /** New here. */
  readonly imported: readonly string[];
  /** Here already; what Twilio says about them is brought up to date. */
  readonly known: readonly string[];
  readonly skipped: readonly { readonly phoneNumber: string; readonly reason: SkipReason }[];
  /** Here, and no longer in the account. */
  readonly missing: readonly string[];
}

/** Takes up the numbers that an account has. Changes nothing at Twilio. */
@Injectable()
export class NumberImportService {
  constructor(
    private readonly accounts: NumberAccount,
    private readonly gateway: NumberGateway,
    private readonly store: NumbersStore,
    private readonly audit: AuditLog,
  ) {}

  async import(caller: Caller, credentialId: string | undefined): Promise<ImportResult> {
    const credential = await this.accounts.choose(caller, credentialId);
    if (credential.status === 'disconnecting') throw new Problem('credential.disconnecting');
    const id = credential.credentialId;
    const owned = await answerOf(this.gateway.list(await this.accounts.signIn(credential)));
    const outcomes = await this.store.import(
      caller.tenantId,
      id,
      owned.filter(({ phoneNumber }) => isE164(phoneNumber)),
    );
    const of = (wanted: ImportOutcome): string[] =>
      outcomes.filter(({ outcome }) => outcome === wanted).map(({ phoneNumber }) => phoneNumber);
    const skipped = (reason: SkipReason, numbers: readonly string[]): ImportResult['skipped'] =>
      numbers.map((phoneNumber) => ({ phoneNumber, reason }));
    const present = new Set(owned.map(({ phoneNumber }) => phoneNumber));
    const here = await this.store.ofCredential(caller.tenantId, id);
    const imported = of('imported');
    if (imported.length > 0) {
      const detail = { count: imported.length };
      await this.audit.record(caller, 'numbers.imported', { kind: 'credential', id }, detail);
    }
    return {
      credentialId: id,
      imported,
      known: of('known'),
      skipped: [
        ...skipped('taken', of('taken')),
        ...skipped('other_credential', of('other_credential')),
        ...skipped(
          'not_e164',
          owned.map(({ phoneNumber }) => phoneNumber).filter((phoneNumber) => !isE164(phoneNumber)),
        ),
      ],
      missing: here
        .filter(({ phoneNumber, status }) => status !== 'buying' && !present.has(phoneNumber))
        .map(({ phoneNumber }) => phoneNumber),
    };
  }
}
