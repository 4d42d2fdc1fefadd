import { Injectable } from '@nestjs/common';
import type { RoutingDocument } from '@app/routing';
import type { DesiredNumber, ObservedNumber } from '@app/twilio-trunk';
import type { Caller } from '../auth/caller.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import { Problem } from '../problems/problem.js';
import type { NumberWishes } from './number-wishes.js';

export type Plane = 'trunk' | 'webhook';

/** `user_phone_numbers` as far as runs are concerned: what shall be of a credential's numbers. */
@Injectable()
export class TrunkNumbersStore {
  constructor(private readonly database: TenantDatabase) {}

  async wishes(tenantId: string, credentialId: string): Promise<NumberWishes> {
    const rows = unwrap(
      await this.database
        .service()
        .from('user_phone_numbers')
        .select('phone_number, phone_number_sid, plane, status, wanted_name')
        .eq('user_id', tenantId)
        .eq('credential_id', credentialId)
        .order('phone_number'),
    ).flatMap(({ phone_number: phoneNumber, phone_number_sid: numberSid, ...row }) =>
      numberSid === null ? [] : [{ ...row, number: { phoneNumber, numberSid } }],
    );
    const on = (plane: Plane): DesiredNumber[] => rows.filter((row) => row.plane === plane).map(({ number }) => number);
    return {
      trunk: on('trunk'),
      webhook: on('webhook'),
      renames: rows.flatMap(({ number, status, wanted_name: friendlyName }) =>
        friendlyName === null || status !== 'owned' ? [] : [{ ...number, friendlyName }],
      ),
      releases: rows.filter(({ status }) => status === 'releasing').map(({ number }) => number),
    };
  }

  /** The numbers on the trunk plane. */
  async list(tenantId: string, credentialId: string): Promise<readonly DesiredNumber[]> {
    return (await this.wishes(tenantId, credentialId)).trunk;
  }

  /**
   * Puts a number that the account itself has listed on a plane. Throws `number.taken` when it is in use elsewhere and
   * `number.releasing`. Storing the same again changes nothing.
   */
  async put(caller: Caller, credentialId: string, number: DesiredNumber, plane: Plane): Promise<void> {
    const { phoneNumber, numberSid } = number;
    const [found] = unwrap(
      await this.database.service().rpc('import_numbers', {
        p_user_id: caller.tenantId,
        p_credential_id: credentialId,
        p_numbers: [{ phone_number: phoneNumber, phone_number_sid: numberSid }],
      }),
    );
    if (found?.outcome !== 'imported' && found?.outcome !== 'known') throw new Problem('number.taken');
    const agentId = plane === 'trunk' ? await this.publishedAgent(caller.tenantId, phoneNumber) : null;
    const rows = unwrap(
      await this.database
        .service()
        .from('user_phone_numbers')
        .update({ plane, agent_id: agentId, updated_at: new Date().toISOString() })
        .eq('user_id', caller.tenantId)
        .eq('credential_id', credentialId)
        .eq('phone_number', phoneNumber)
        .eq('status', 'owned')
        .select('id'),
    );
    if (rows.length > 0) return;
    // Being on no plane yet, it may also have gone to another account that asked at the same moment and lists it too.
    const isOurs = await this.isOf(caller.tenantId, credentialId, phoneNumber);
    throw new Problem(isOurs ? 'number.releasing' : 'number.taken');
  }

  /** Takes a number off a plane, or off whichever it is on. False when it is on none. The number stays the tenant's. */
  async take(caller: Caller, credentialId: string, phoneNumber: string, plane: Plane | null): Promise<boolean> {
    let rows = this.database
      .service()
      .from('user_phone_numbers')
      .update({ plane: null, agent_id: null, updated_at: new Date().toISOString() })
      .eq('user_id', caller.tenantId)
      .eq('credential_id', credentialId)
      .eq('phone_number', phoneNumber);
    rows = plane === null ? rows.not('plane', 'is', null) : rows.eq('plane', plane);
    return unwrap(await rows.select('id')).length > 0;
  }

  /** Writes down which one-off wishes a look found fulfilled: numbers that are gone from the account, and names they have now. */
  async settle(
    tenantId: string,
    credentialId: string,
    { renames, releases }: Pick<NumberWishes, 'renames' | 'releases'>,
    seen: readonly ObservedNumber[],
  ): Promise<void> {
    const now = new Date().toISOString();
    const nameOf = new Map(seen.map(({ numberSid, friendlyName }) => [numberSid, friendlyName]));
    for (const { numberSid } of releases.filter((number) => !nameOf.has(number.numberSid))) {
      const gone = {
        status: 'released',
        released_at: now,
        released_from: credentialId,
        credential_id: null,
        agent_id: null,
        updated_at: now,
      };
      unwrap(
        await this.database
          .service()
          .from('user_phone_numbers')
          .update(gone)
          .eq('user_id', tenantId)
          .eq('credential_id', credentialId)
          .eq('phone_number_sid', numberSid)
          // Nobody has thought better of it meanwhile.
          .eq('status', 'releasing'),
      );
    }
    for (const { numberSid, friendlyName } of renames.filter(
      (wish) => nameOf.get(wish.numberSid) === wish.friendlyName,
    )) {
      unwrap(
        await this.database
          .service()
          .from('user_phone_numbers')
          .update({ wanted_name: null, friendly_name: friendlyName, updated_at: now })
          .eq('user_id', tenantId)
          .eq('credential_id', credentialId)
          .eq('phone_number_sid', numberSid)
          .eq('wanted_name', friendlyName),
      );
    }
  }

  private async isOf(tenantId: string, credentialId: string, phoneNumber: string): Promise<boolean> {
    const rows = unwrap(
      await this.database
        .service()
        .from('user_phone_numbers')
        .select('id')
        .eq('user_id', tenantId)
        .eq('credential_id', credentialId)
        .eq('phone_number', phoneNumber),
    );
    return rows.length > 0;
  }

  /** The agent to whom the published route of a number goes; null: the installation's own, or the number goes elsewhere. */
  private async publishedAgent(tenantId: string, phoneNumber: string): Promise<string | null> {
    const service = this.database.service();
    const settings = unwrap(
      await service.from('routing_settings').select('published_version').eq('user_id', tenantId).maybeSingle(),
    );
    const version = settings?.published_version ?? null;
    if (version === null) return null;
    const row = unwrap(
      await service.from('routing_versions').select('document').eq('user_id', tenantId).eq('version', version).single(),
    );
    // Only a checked document is ever published.
    const target = (row.document as unknown as RoutingDocument).routes[phoneNumber]?.target;
    if (target?.kind !== 'agent') return null;
    const agent = unwrap(
      await service.from('agents').select('id').eq('user_id', tenantId).eq('id', target.agentId).maybeSingle(),
    );
    return agent?.id ?? null;
  }
}
