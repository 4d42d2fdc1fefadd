import { parseTimestamp, type Tables } from '@app/supabase';
import type { StoredEvent } from '../../apps/api/src/calls/call-rows.js';
import type { DatabaseClient } from '../../apps/api/src/database/supabase.token.js';
import { unwrap } from '../../apps/api/src/database/unwrap.js';

const COLUMNS =
  'parent_call_sid, direction, from_number, to_number, status, started_at, answered_at, ended_at, duration, price, price_unit, error_code, sip_response_code, recordings, state';

/** A call as it is stored, in the form in which it is written, and its events. */
export async function storedCall(
  service: DatabaseClient,
  callSid: string,
): Promise<{ readonly row: object | null; readonly events: readonly StoredEvent[] }> {
  const row = unwrap(await service.from('twilio_call_logs').select(COLUMNS).eq('call_sid', callSid).maybeSingle());
  const events = unwrap(
    await service
      .from('call_events')
      .select('kind, call_sid, sequence, provider_at, received_at, payload')
      .eq('call_sid', callSid)
      .order('id'),
  );
  return { row: row === null ? null : asWritten(row), events };
}

/** Each server writes times and numbers in its own way. */
function asWritten(
  row: Omit<
    Tables<'twilio_call_logs'>,
    'id' | 'user_id' | 'created_at' | 'updated_at' | 'call_sid' | 'credential_id' | 'version'
  >,
): object {
  const iso = (text: string | null): string | null => (text === null ? null : parseTimestamp(text).toISOString());
  return {
    ...row,
    started_at: iso(row.started_at),
    answered_at: iso(row.answered_at),
    ended_at: iso(row.ended_at),
    price: row.price === null ? null : String(Number(row.price)),
  };
}
