import { Injectable } from '@nestjs/common';
import { parseTimestamp } from '@app/supabase';
import type { Caller } from '../auth/caller.js';
import { Problem } from '../problems/problem.js';
import { invalidRequest } from '../problems/validation.pipe.js';
import type { CallsPage, CallsQuery, CallTimelineDto, CallTraceDto } from './call.dto.js';
import { callDto, callEventDto, decisionDto, inOrder, storedDecision, type CallRow } from './call-views.js';
import { formatCursor, parseCursor, type CallsCursor } from './calls-cursor.js';
import { CallsStore } from './calls.store.js';
import { tellDecision, type StoredDecision } from './tell-decision.js';

/** What every database can hold. */
const EARLIEST = new Date('0001-01-01T00:00:00Z');
const LATEST = new Date('9999-12-31T00:00:00Z');

@Injectable()
export class CallsService {
  constructor(private readonly store: CallsStore) {}

  /** One more row than asked tells whether there is another page. */
  async list(caller: Caller, query: CallsQuery): Promise<CallsPage> {
    const { limit, cursor, number = null, status = null, direction = null } = query;
    const filter = { number, status, direction, from: dateOf('from', query.from), to: dateOf('to', query.to) };
    const rows = await this.store.list(caller, filter, limit + 1, cursorOf(cursor));
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { calls: rows.slice(0, limit).map(callDto), nextCursor: last === undefined ? null : endOf(last) };
  }

  /** The whole call, whichever of its legs is asked for. */
  async timeline(caller: Caller, callSid: string): Promise<CallTimelineDto> {
    const call = await this.wholeCall(caller, callSid);
    const root = call.call_sid ?? callSid;
    const legs = await this.store.legs(caller, root);
    const callSids = [root, ...legs.map((leg) => leg.call_sid ?? '')];
    const [events, decisions] = await Promise.all([
      this.store.events(caller, callSids),
      this.store.decisions(caller, root),
    ]);
    return {
      call: callDto(call),
      legs: legs.map(callDto),
      events: inOrder(events.map(callEventDto)),
      decisions: decisions.map(storedDecision).map(decisionDto),
    };
  }

  /** Why the call went where it went. */
  async trace(caller: Caller, callSid: string): Promise<CallTraceDto> {
    const call = await this.wholeCall(caller, callSid);
    const root = call.call_sid ?? callSid;
    const decisions = await this.decisionsOf(caller, root);
    return {
      callSid: root,
      decisions: decisions.map((stored) => {
        const { step, decidedAt, version } = stored;
        return { step, decidedAt, version, sentences: tellDecision(stored) };
      }),
    };
  }

  /** What was decided for a call, in order; empty when nothing is known of it. `callSid` is the caller's leg. */
  async decisionsOf(caller: Caller, callSid: string): Promise<StoredDecision[]> {
    return (await this.store.decisions(caller, callSid)).map(storedDecision);
  }

  /** Throws `call.not_found`. */
  private async wholeCall(caller: Caller, callSid: string): Promise<CallRow> {
    const asked = await this.store.find(caller, callSid);
    if (asked === null) throw new Problem('call.not_found');
    if (asked.parent_call_sid === null) return asked;
    // Of the call it was dialled for, nothing may be known yet.
    return (await this.store.find(caller, asked.parent_call_sid)) ?? asked;
  }
}

function cursorOf(text: string | undefined): CallsCursor | null {
  if (text === undefined) return null;
  const cursor = parseCursor(text);
  if (cursor === null) throw invalidRequest([{ path: 'cursor', message: 'This must be the nextCursor of a page.' }]);
  return cursor;
}

function endOf({ call_sid: callSid, started_at: startedAt }: CallRow): string | null {
  if (callSid === null || startedAt === null) return null;
  return formatCursor({ at: parseTimestamp(startedAt).getTime(), callSid });
}

function dateOf(path: 'from' | 'to', text: string | undefined): Date | null {
  if (text === undefined) return null;
  const date = new Date(text);
  if (date > EARLIEST && date < LATEST) return date;
  throw invalidRequest([{ path, message: 'This must be a time such as 2026-11-21T09:00:00Z.' }]);
}
