import type { AgentsTally } from './agents.js';

/** What one stage of the proof did and found. */
export interface StageReport {
  /** Kills that struck a process at work. */
  readonly kills: number;
  /** The agents' tally; null where no agent was about. */
  readonly agents: AgentsTally | null;
  /** How often values were opened, all of them each time. */
  readonly opened: number;
  readonly breaches: readonly string[];
}
