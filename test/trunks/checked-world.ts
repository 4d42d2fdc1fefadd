import type { Environment } from '../../apps/api/src/config/read-config.js';
import { quicken } from '../../proofs/harness/quicken.js';
import { World } from '../../proofs/harness/world.js';
import { holdToContract } from '../sandbox/hold-to-contract.js';

export { quicken };

export interface CheckedWorld {
  readonly world: World;
  /** What the sandbox said that Twilio would not, and what it was asked that Twilio does not know. Empty is the guarantee. */
  findings(): Promise<readonly unknown[]>;
}

/** A world whose every Twilio reply is held against Twilio's contract, and whose runs do not make tests wait. */
export async function startCheckedWorld(environment: Environment = {}): Promise<CheckedWorld> {
  const world = await World.start(environment);
  quicken(world.api);
  const breaches = holdToContract(world.sandbox);
  return {
    world,
    findings: async () => {
      const { violations } = await world.control<{ violations: unknown[] }>('GET', '/violations');
      return [...breaches(), ...violations];
    },
  };
}
