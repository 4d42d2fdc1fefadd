import { sum, type ProofOptions, type ProofResult } from './harness/proof.js';
import { keysIssuer, secretIssuer } from './tokens/issuers.js';
import { tryVectors, type Outcome } from './tokens/try-vectors.js';

/**
 * Everything that could be mistaken for a credential, against both ways in which tokens are verified: the shared secret of the
 * embedded Supabase, and the published keys of a hosted one. Each must get 401; the good ones beside them must pass.
 */
export async function prove({ only, log }: ProofOptions): Promise<ProofResult> {
  const outcomes: Outcome[] = [];
  for (const open of [secretIssuer, keysIssuer]) {
    const issuer = await open();
    try {
      outcomes.push(await tryVectors(issuer, only, log));
    } finally {
      await issuer.stop();
    }
  }
  const of = (field: keyof Outcome): number => sum(outcomes.map((outcome) => outcome[field]));
  const enough = only !== null || outcomes.every(({ tried }) => tried >= 60);
  return {
    figure:
      `tokens: ${String(of('accepted'))} accepted of ${String(of('tried'))} vectors ` +
      `(${outcomes.map(({ tried }) => String(tried)).join(' on a secret, ')} on published keys), ` +
      `${String(of('sound'))}/${String(of('controls'))} good ones pass`,
    passed: of('accepted') === 0 && enough && of('sound') === of('controls'),
  };
}
