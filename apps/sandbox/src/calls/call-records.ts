/** What the Calls, Recordings and Alerts APIs keep. Dates are epoch milliseconds on the sandbox's own clock. */
export type CallStatus =
  'queued' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled';

export type FinalStatus = Exclude<CallStatus, 'queued' | 'ringing' | 'in-progress'>;

export type Direction = 'inbound' | 'outbound-api' | 'outbound-dial' | 'trunking-originating' | 'trunking-terminating';

export interface CallRecord {
  readonly sid: string;
  readonly seq: number;
  readonly accountSid: string;
  readonly parentCallSid: string | null;
  readonly direction: Direction;
  readonly to: string;
  readonly from: string;
  readonly dateCreated: number;
  readonly phoneNumberSid: string | null;
  readonly forwardedFrom: string;
  readonly callerName: string;
  /** Known from the start, shown by the API only after the call has ended. */
  readonly trunkSid: string | null;
  status: CallStatus;
  dateUpdated: number;
  startTime: number | null;
  answeredAt: number | null;
  endTime: number | null;
  /** Seconds between answer and end; null while the call lasts. */
  duration: number | null;
}

export type RecordingSource =
  'DialVerb' | 'Conference' | 'OutboundAPI' | 'Trunking' | 'RecordVerb' | 'StartCallRecordingAPI';

export interface RecordingRecord {
  readonly sid: string;
  readonly seq: number;
  readonly accountSid: string;
  /** The parent leg's, always. */
  readonly callSid: string;
  readonly source: RecordingSource;
  readonly channels: number;
  readonly track: string;
  readonly dateCreated: number;
  readonly startTime: number;
  dateUpdated: number;
  status: 'in-progress' | 'paused' | 'stopped' | 'processing' | 'completed' | 'absent' | 'deleted';
  duration: number | null;
}

export interface AlertRecord {
  readonly sid: string;
  readonly seq: number;
  readonly accountSid: string;
  readonly errorCode: number;
  readonly logLevel: 'error' | 'warning' | 'notice';
  readonly alertText: string;
  /** The call, or the trunk. */
  readonly resourceSid: string;
  readonly requestUrl: string | null;
  readonly requestMethod: string | null;
  readonly dateCreated: number;
}

export const isFinal = (status: CallStatus): status is FinalStatus =>
  status !== 'queued' && status !== 'ringing' && status !== 'in-progress';
