import type { VendorCall } from './vendor-calls.js';

/** An action of a plan, as `GET …/trunk/plan` shows it. */
export interface PlannedAction {
  readonly key: string;
  readonly dependsOn: readonly string[];
}

/** The calls of one onboarding by what they were for. */
export interface Phases {
  /** Before the run exists: the account is proved with the given secrets. */
  readonly check: readonly VendorCall[];
  /** Reads before the first change: what is there. */
  readonly look: readonly VendorCall[];
  readonly changes: readonly VendorCall[];
  /** Reads after the last change: whether it is as it should be now. */
  readonly verify: readonly VendorCall[];
  /** Reads between changes: none, unless something went wrong on the way. */
  readonly between: readonly VendorCall[];
}

export interface Chain {
  readonly check: number;
  readonly look: number;
  readonly plan: number;
  readonly verify: number;
  readonly length: number;
}

/**
 * The longest chain of calls that must wait for one another, which no parallelism can shorten:
 *
 *   chain = depth(check) + depth(look) + longest dependsOn chain of the plan + depth(verify)
 *
 * The phases follow each other by nature: nothing is stored before the account is proved, nothing planned before a complete look,
 * nothing called ready before a look that found it so. Within a phase of reads a call waits for another only when its address
 * names an object that the other one's answer was the first to tell of; that is read from the answers, not from when calls
 * happened to start, which would make a slow product its own excuse. The changes are held to the same: where the plan waits for
 * more than the objects that must exist first, that is a decision of ours and earns no time.
 */
export function chainOf(phases: Phases, plan: readonly PlannedAction[]): Chain {
  const check = depthOf(phases.check);
  const look = depthOf(phases.look);
  const planned = Math.min(longestChain(plan), depthOf(phases.changes));
  const verify = depthOf(phases.verify);
  return { check, look, plan: planned, verify, length: check + look + planned + verify };
}

export function phasesOf(calls: readonly VendorCall[], runCreatedAt: number): Phases {
  const changes = calls.filter((call) => call.isMutating);
  const first = Math.min(...changes.map((call) => call.startedAt));
  const last = Math.max(...changes.map((call) => call.endedAt));
  const reads = calls.filter((call) => !call.isMutating);
  return {
    check: reads.filter((call) => call.startedAt < runCreatedAt),
    look: reads.filter((call) => call.startedAt >= runCreatedAt && call.startedAt < first),
    changes,
    between: reads.filter((call) => call.startedAt >= first && call.startedAt < last),
    verify: reads.filter((call) => call.startedAt >= last),
  };
}

/** How many calls of a phase must follow each other: one, plus one for each object that had to be learned of first. */
export function depthOf(calls: readonly VendorCall[]): number {
  const depths = new Map<VendorCall, number>();
  for (const call of calls.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const teachers = calls.filter((other) => other !== call && call.needs.some((sid) => other.taught.includes(sid)));
    depths.set(call, 1 + Math.max(0, ...teachers.map((teacher) => depths.get(teacher) ?? 0)));
  }
  return Math.max(0, ...depths.values());
}

export function longestChain(actions: readonly PlannedAction[]): number {
  const byKey = new Map(actions.map((action) => [action.key, action]));
  const depth = (key: string): number => {
    const action = byKey.get(key);
    return action === undefined ? 0 : 1 + Math.max(0, ...action.dependsOn.map(depth));
  };
  return Math.max(0, ...actions.map((action) => depth(action.key)));
}
