import type { IncomingHttpHeaders } from 'node:http';

export type Vendor = 'twilio' | 'livekit';

/** One request to a vendor, read completely. */
export interface VendorRequest {
  readonly vendor: Vendor;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The host the caller believes it is talking to; empty when it did not say. */
  readonly host: string;
  /** Origin for the absolute URLs in replies: the real host when named, else this server. */
  readonly baseUrl: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** In place of the body, when it is no text. */
  readonly bytes?: Buffer;
}

/** What a fault may change about a request without stopping it. */
export interface Conditions {
  readonly listLagMs: number;
  readonly quotaFull: boolean;
}

/** What a vendor learned about a request while answering it; the request log and the fault rules use it. */
export interface Outcome {
  readonly reply: Reply;
  readonly operation: string | null;
  readonly violation: string | null;
}
