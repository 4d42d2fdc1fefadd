import { randomInt } from 'node:crypto';
import { tryForgeries } from './ciphertext/attempts.js';
import { tryStoredForgeries } from './ciphertext/stored-forgeries.js';
import { sum, type ProofOptions, type ProofResult } from './harness/proof.js';

/**
 * Stored ciphertext that was moved between rows, columns and tenants, changed, cut or made with another key does not open: in memory
 * in every way there is, and in the database of the running API.
 */
export async function prove({ quick, full, seed: given, log }: ProofOptions): Promise<ProofResult> {
  const seed = String(given ?? randomInt(1_000_000_000));
  log(`seed ${seed}`);
  const parts = [tryForgeries(seed, full ? 100_000 : 10_000, log), await tryStoredForgeries(!quick, log)];
  const of = (field: keyof (typeof parts)[number]): number => sum(parts.map((part) => part[field]));
  return {
    figure:
      `ciphertext: ${String(of('accepted'))} accepted of ${String(of('tried'))} forgeries ` +
      `(${String(parts[1]?.tried)} of them through the API), ${String(of('sound'))}/${String(of('controls'))} untouched values good`,
    passed: of('accepted') === 0 && of('tried') >= 10_000 && of('sound') === of('controls'),
  };
}
