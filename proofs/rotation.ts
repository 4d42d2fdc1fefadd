import { randomInt } from 'node:crypto';
import { onPostgres } from '../libs/supabase/src/testing/throwaway-postgres.js';
import { sum, type ProofOptions, type ProofResult } from './harness/proof.js';
import { rotateKeysOnPglite } from './rotation/keys-on-pglite.js';
import { rotateKeysOnPostgres } from './rotation/keys-on-postgres.js';
import type { StageReport } from './rotation/report.js';
import { rotateSipPasswords } from './rotation/sip-passwords.js';

/**
 * SIP passwords and encryption keys are rotated with kills (`kill -9`, real processes) of the server and of the command, while agents
 * fetch their configuration. What an agent is given must be let in by Twilio there and then, and every stored value must open with
 * the ring as it is after each kill.
 */
export async function prove({ quick, full, seed: given, log }: ProofOptions): Promise<ProofResult> {
  const [sip, pglite, postgres] = quick ? [0, 1, 0] : full ? [150, 250, 200] : [40, 80, 80];
  const seed = given ?? randomInt(1_000_000_000);
  log(`seed ${String(seed)}`);
  const stages: StageReport[] = [];
  const add = (name: string, report: StageReport): void => {
    stages.push(report);
    log(`${name}: ${tell(report)}`);
    for (const breach of report.breaches) log(`  ${breach}`);
    for (const breach of report.agents?.breaches ?? []) log(`  ${breach}`);
  };
  const onPglite = async (): Promise<void> => {
    if (sip > 0) add('SIP passwords, PGlite', await rotateSipPasswords(sip, seed));
    add('encryption keys and SIP passwords, PGlite', await rotateKeysOnPglite(pglite, seed));
  };
  const onServer = async (): Promise<void> => {
    if (postgres === 0) return;
    await onPostgres(log, async (url) => {
      add(
        'encryption keys beside a running server and SIP passwords, PostgreSQL',
        await rotateKeysOnPostgres(url, postgres, seed),
      );
    });
  };
  await Promise.all([onPglite(), onServer()]);
  const kills = sum(stages.map((stage) => stage.kills));
  const fetched = sum(stages.map((stage) => stage.agents?.fetched ?? 0));
  const unusable = sum(stages.map((stage) => stage.agents?.breaches.length ?? 0));
  const others = sum(stages.map((stage) => stage.breaches.length));
  return {
    figure:
      `rotation: ${String(unusable)} unusable credentials in ${String(fetched)} fetched by agents, ` +
      `${String(others)} undecryptable values or other violations, in ${String(kills)} kills`,
    passed: unusable === 0 && others === 0 && kills >= sip + pglite + postgres && fetched > 0,
  };
}

function tell({ kills, agents, opened }: StageReport): string {
  const handed =
    agents === null
      ? ''
      : `, ${String(agents.fetched)} configurations with ${String(agents.usernames)} user names tried, ` +
        `${String(agents.away)} times nobody answered, ${String(agents.late)} times too late to count`;
  return `${String(kills)} kills, all values opened ${String(opened)} times${handed}`;
}
