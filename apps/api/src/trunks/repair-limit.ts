/** A repair that nobody asked for: when, and the keys of the plan's actions. */
export interface PastRepair {
  readonly at: string;
  readonly keys: readonly string[];
}

export interface RepairHistory {
  /** Oldest first. */
  readonly repairs: readonly PastRepair[];
  /** Set when repairing was given up. */
  readonly stoppedAt: Date | null;
}

/** `stop`: from now on, because something else undoes what we repair. `stopped`: it was given up before. */
export type RepairDecision = 'repair' | 'stop' | 'stopped';

/** As often as this the same thing is put back; the next time somebody else is at it on purpose. */
const MOST_REPAIRS = 3;
const STOPPED_FOR_MS = 24 * 3_600_000;
const LEAST_WINDOW_MS = 3_600_000;
/** Of looks: three repairs and the drift after them must fit in, however far apart looks are. */
const WINDOW_IN_LOOKS = 5;

/**
 * Whether drift is repaired unasked. Two programs that each put the same thing back would do so for ever, so after three repairs with
 * the same action's key within an hour (or five intervals, if those are longer) it is left to people for a day.
 */
export function decideRepair(
  history: RepairHistory,
  keys: readonly string[],
  everySeconds: number,
  now: Date,
): RepairDecision {
  const { repairs, stoppedAt } = history;
  if (stoppedAt !== null && now.getTime() - stoppedAt.getTime() < STOPPED_FOR_MS) return 'stopped';
  const recent = recentRepairs(repairs, everySeconds, now);
  const isFought = keys.some((key) => recent.filter((repair) => repair.keys.includes(key)).length >= MOST_REPAIRS);
  return isFought ? 'stop' : 'repair';
}

/** The repairs that still count. */
export function recentRepairs(repairs: readonly PastRepair[], everySeconds: number, now: Date): PastRepair[] {
  const windowMs = Math.max(LEAST_WINDOW_MS, WINDOW_IN_LOOKS * everySeconds * 1_000);
  return repairs.filter(({ at }) => now.getTime() - Date.parse(at) < windowMs);
}
