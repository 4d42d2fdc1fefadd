import type { FleetAccount } from '../harness/fleet.js';

/** What every contestant knows before the first request. */
export interface Contest {
  readonly publicUrl: string;
  /** LiveKit's SIP address. */
  readonly agentHost: string;
  readonly forwardedTo: string;
  readonly accounts: readonly FleetAccount[];
}

export const PUBLIC_URL = 'https://voice.example.com';
export const AGENT_HOST = 'bench.sip.livekit.cloud';

/** What a contestant prints when it listens. */
export const LISTENS = /listens on (http:\S+)/;
