import type { FleetAccount } from '../harness/fleet.js';

/** What every contestant knows before the first request. */
export interface Contest {
  readonly publicUrl: string;
  /** LiveKit's SIP address. */
  readonly agentHost: string;
  readonly forwardedTo: string;
  readonly accounts: readonly FleetAccount[];
}

/** What a contestant prints when it listens. */
export const LISTENS = /listens on (http:\S+)/;
