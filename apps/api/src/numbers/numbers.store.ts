import { Injectable } from '@nestjs/common';
import type { RoutingDocument } from '@app/routing';
import type { OwnedNumber } from '@app/twilio-trunk';
import type { Caller } from '../auth/caller.js';
import { asJson } from '../database/as-json.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { Problem } from '../problems/problem.js';
import { rowsBehind, type PageKey } from './number-page.js';
import { NUMBER_COLUMNS, numberFrom, type NumberStatus, type PhoneNumber, type Plane } from './number.js';

/** Which numbers to list; what is not given does not narrow it. */
export interface NumberFilter {
  readonly credentialId?: string;
  readonly plane?: Plane | 'none';
  readonly statuses: readonly NumberStatus[];
  readonly agentId?: string;
  /** A part of the number, digits only. */
  readonly contains?: string;
}

export type ImportOutcome = 'imported' | 'known' | 'other_credential' | 'taken';

/** What is published about the tenant's calls, of which numbers show their own part. */
export interface PublishedRoutes {
  readonly version: number;
  readonly routes: RoutingDocument['routes'];
}

/** How many numbers one statement imports. */
const IMPORT_CHUNK = 200;

/** `user_phone_numbers`, as its tenant sees it. */
@Injectable()
export class NumbersStore {
  constructor(private readonly database: TenantDatabase) {}

  /** By number. */
  async list(caller: Caller, filter: NumberFilter, behind: PageKey | null, limit: number): Promise<PhoneNumber[]> {
    let rows = this.database
      .for(caller)
      .from('user_phone_numbers')
      .select(NUMBER_COLUMNS)
      .eq('user_id', caller.tenantId)
      .in('status', filter.statuses);
    if (filter.credentialId !== undefined) rows = rows.eq('credential_id', filter.credentialId);
    if (filter.plane === 'none') rows = rows.is('plane', null);
    else if (filter.plane !== undefined) rows = rows.eq('plane', filter.plane);
    if (filter.agentId !== undefined) rows = rows.eq('agent_id', filter.agentId);
    if (filter.contains !== undefined) rows = rows.like('phone_number', `%${filter.contains}%`);
    if (behind !== null) rows = rows.or(rowsBehind(behind));
    return unwrap(await rows.order('phone_number').order('id').limit(limit)).map(numberFrom);
  }

  async get(caller: Caller, numberId: string): Promise<PhoneNumber> {
    const row = unwrap(
      await this.database
        .for(caller)
        .from('user_phone_numbers')
        .select(NUMBER_COLUMNS)
        .eq('user_id', caller.tenantId)
        .eq('id', numberId)
        .maybeSingle(),
    );
    if (row === null) throw new Problem('number.not_found');
    return numberFrom(row);
  }

  /** Takes up what an account has, in one statement for each two hundred. Repeating it changes nothing. */
  async import(
    tenantId: string,
    credentialId: string,
    numbers: readonly OwnedNumber[],
  ): Promise<{ readonly phoneNumber: string; readonly outcome: ImportOutcome }[]> {
    const outcomes: { phoneNumber: string; outcome: ImportOutcome }[] = [];
    for (let from = 0; from < numbers.length; from += IMPORT_CHUNK) {
      const rows = unwrap(
        await this.database.service().rpc('import_numbers', {
          p_user_id: tenantId,
          p_credential_id: credentialId,
          p_numbers: asJson(numbers.slice(from, from + IMPORT_CHUNK).map(importedColumns)),
        }),
      );
      outcomes.push(...rows.map((row) => ({ phoneNumber: row.number, outcome: row.outcome as ImportOutcome })));
    }
    return outcomes;
  }

  /** The numbers that a credential has here, whatever their status. */
  async ofCredential(tenantId: string, credentialId: string): Promise<PhoneNumber[]> {
    const rows = unwrap(
      await this.database
        .service()
        .from('user_phone_numbers')
        .select(NUMBER_COLUMNS)
        .eq('user_id', tenantId)
        .eq('credential_id', credentialId)
        .order('phone_number'),
    );
    return rows.map(numberFrom);
  }

  /** The names of the tenant's agents, by id. */
  async agentNames(caller: Caller): Promise<ReadonlyMap<string, string>> {
    const rows = unwrap(
      await this.database.for(caller).from('agents').select('id, name').eq('user_id', caller.tenantId),
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** Null while nothing is published. */
  async publishedRoutes(caller: Caller): Promise<PublishedRoutes | null> {
    const own = this.database.for(caller);
    const settings = unwrap(
      await own.from('routing_settings').select('published_version').eq('user_id', caller.tenantId).maybeSingle(),
    );
    const version = settings?.published_version ?? null;
    if (version === null) return null;
    const row = unwrap(
      await own
        .from('routing_versions')
        .select('document')
        .eq('user_id', caller.tenantId)
        .eq('version', version)
        .single(),
    );
    // Only a checked document is ever published.
    return { version, routes: (row.document as unknown as RoutingDocument).routes };
  }
}

export function importedColumns(number: OwnedNumber): Record<string, unknown> {
  return {
    phone_number: number.phoneNumber,
    phone_number_sid: number.numberSid,
    friendly_name: number.friendlyName,
    number_type: number.numberType,
    capabilities: number.capabilities,
  };
}
