/** What the load process is told to do. */
export interface Order {
  readonly url: string;
  /** A JSON list of whole HTTP requests. */
  readonly requestsFile: string;
  readonly connections: number;
  readonly seconds: number;
  /** Null: as many as the server takes. */
  readonly perSecond: number | null;
}

/** Milliseconds, from when a request was due to the last byte of its answer. */
export interface Measured {
  readonly requests: number;
  readonly seconds: number;
  /** Answers that were not 200 with a TwiML document that dials. */
  readonly bad: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}
