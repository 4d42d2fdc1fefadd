import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { contractValidator } from './contract-validator.js';

/**
 * Holds every Twilio reply of a sandbox against Twilio's contract from now on. The function returned tells what broke it; where the
 * contracts are absent, that is said once and nothing is found.
 */
export function holdToContract(sandbox: Sandbox): () => readonly string[] {
  const broken: string[] = [];
  const validator = contractValidator();
  sandbox.onReply((reply) => broken.push(...validator.check(reply)));
  return () => broken;
}

/** The same for a clean-up hook, where nothing can be expected but an error fails the suite. */
export function refuseBreaches(breaches: () => readonly string[]): void {
  if (breaches().length > 0) throw new Error(`The sandbox answered as Twilio would not:\n${breaches().join('\n')}`);
}
