import type { SidPrefix } from '../store/ids.js';
import { newSid } from '../store/ids.js';
import type { AlertRecord, CallRecord, RecordingRecord } from './call-records.js';
import type { LiveCall } from './live-call.js';

// Some tens of megabytes: a history holds every request and answer.
const MOST_HISTORIES = 4_000;

/** Calls with all that belongs to them. Like LiveKit's rooms they are gone when the sandbox stops: only set-ups are persisted. */
export class CallStore {
  readonly calls = new Map<string, CallRecord>();
  readonly recordings = new Map<string, RecordingRecord>();
  readonly alerts: AlertRecord[] = [];
  /** Of recent calls, those that last included, with their histories. */
  readonly live = new Map<string, LiveCall>();
  private seq = 0;

  stamp(prefix: SidPrefix): { sid: string; seq: number } {
    this.seq += 1;
    return { sid: newSid(prefix), seq: this.seq };
  }

  add(call: LiveCall): void {
    this.calls.set(call.record.sid, call.record);
    this.live.set(call.record.sid, call);
    if (this.live.size <= MOST_HISTORIES) return;
    const oldest = [...this.live.keys()].slice(0, MOST_HISTORIES / 10);
    for (const callSid of oldest) this.live.delete(callSid);
  }

  clear(): void {
    this.calls.clear();
    this.recordings.clear();
    this.alerts.length = 0;
    this.live.clear();
  }
}
