import type { SeededRandom } from '../harness/seeded-random.js';
import type { Act } from '../processes/acts.js';

/** Seconds: short enough to be over at the next rotation, long enough for an agent to use what it has just been given. */
const OVERLAPS = [1, 2] as const;
export const SHORTEST_OVERLAP_MS = 1_000;
export const LONGEST_OVERLAP_MS = 2_000;

export function rotateSipPassword(random: SeededRandom): Act {
  return {
    name: 'rotate the SIP password',
    leaves: 'present',
    method: 'POST',
    path: '/rotate-sip-password',
    body: { overlapSeconds: random.pick(OVERLAPS) },
    accepted: [202],
    // Said again, it finds the rotation that the first try began.
    alsoAgain: [409],
  };
}
