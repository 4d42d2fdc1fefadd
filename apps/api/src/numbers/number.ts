import { parseTimestamp, type Tables } from '@app/supabase';
import type { NumberCapabilities } from '@app/twilio-trunk';

export const NUMBER_STATUSES = ['buying', 'owned', 'releasing', 'released'] as const;
export type NumberStatus = (typeof NUMBER_STATUSES)[number];

export const PLANES = ['trunk', 'webhook'] as const;
export type Plane = (typeof PLANES)[number];

/** A tenant's number: a row of `user_phone_numbers`. */
export interface PhoneNumber {
  readonly numberId: string;
  readonly tenantId: string;
  /** E.164. */
  readonly phoneNumber: string;
  /** Null while it is being bought. */
  readonly numberSid: string | null;
  /** Null once it is released. */
  readonly credentialId: string | null;
  readonly status: NumberStatus;
  /** Null: Trunkline has no part in what answers it. */
  readonly plane: Plane | null;
  /** What the tenant calls it here. */
  readonly label: string | null;
  /** What it is called at Twilio, as last seen. */
  readonly friendlyName: string | null;
  readonly numberType: string | null;
  readonly capabilities: NumberCapabilities | null;
  readonly agentId: string | null;
  readonly createdAt: Date;
  readonly releasedAt: Date | null;
}

export const NUMBER_COLUMNS =
  'id, user_id, phone_number, phone_number_sid, credential_id, status, plane, label, friendly_name, number_type, capabilities, agent_id, created_at, released_at';

export type NumberRow = Pick<
  Tables<'user_phone_numbers'>,
  | 'id'
  | 'user_id'
  | 'phone_number'
  | 'phone_number_sid'
  | 'credential_id'
  | 'status'
  | 'plane'
  | 'label'
  | 'friendly_name'
  | 'number_type'
  | 'capabilities'
  | 'agent_id'
  | 'created_at'
  | 'released_at'
>;

export function numberFrom(row: NumberRow): PhoneNumber {
  return {
    numberId: row.id,
    tenantId: row.user_id,
    phoneNumber: row.phone_number,
    numberSid: row.phone_number_sid,
    credentialId: row.credential_id,
    status: row.status as NumberStatus,
    plane: row.plane as Plane | null,
    label: row.label,
    friendlyName: row.friendly_name,
    numberType: row.number_type,
    // Written from Twilio's own answer only.
    capabilities: row.capabilities as unknown as NumberCapabilities | null,
    agentId: row.agent_id,
    createdAt: parseTimestamp(row.created_at),
    releasedAt: row.released_at === null ? null : parseTimestamp(row.released_at),
  };
}
