import type { ProofOptions, ProofResult } from './harness/proof.js';
import { World } from './harness/world.js';
import { makeBadTokens, METRICS_TOKEN } from './routes/callers.js';
import { CASES } from './routes/cases.js';
import { operationsOf, scopesOf, type OpenApiDocument } from './routes/document.js';
import { tryOperation } from './routes/matrix.js';
import { Stage } from './routes/stage.js';
import { Tally } from './routes/tally.js';

/**
 * Every operation of the service's own OpenAPI document × everybody who must not succeed with it, and the same request made by
 * those who may, so that a denial means something. An operation for which no valid request is known fails the proof: a new route is
 * not served before somebody has said here who may call it. Quick and full are the same.
 */
export async function prove({ only, log }: ProofOptions): Promise<ProofResult> {
  // What the reconciler notes by itself would be taken for the work of a denied request.
  const world = await World.start({ METRICS_TOKEN, RECONCILE_EVERY_SECONDS: '0' });
  try {
    const document = (await world.send('GET', '/docs/openapi.json')).body as OpenApiDocument;
    const operations = operationsOf(document);
    const tally = new Tally(log);
    const stage = await Stage.set(world, scopesOf(document));
    const bad = await makeBadTokens(stage);
    const tried = operations.filter(({ name }) => name.includes(only ?? ''));
    for (const operation of tried) {
      const cases = CASES[operation.name] ?? [];
      const at = `${operation.name} (${operation.method} ${operation.path})`;
      if (operation.access.kind === 'undeclared') tally.cell(at, ['does not declare who may call it']);
      if (cases.length === 0) tally.cell(at, ['no valid request is known: add one to proofs/routes/cases.ts']);
      if (operation.access.kind === 'public') log(`public: ${at}: ${operation.access.reason}`);
      for (const oneCase of cases) await tryOperation(operation, oneCase, stage, bad, tally);
    }
    const known = new Set(operations.map((operation) => operation.name));
    for (const name of Object.keys(CASES)) {
      if (!known.has(name)) tally.cell(name, ['is in the table but not in the document']);
    }
    return {
      figure:
        `routes: ${String(tally.good)}/${String(tally.cells)} cells denied or allowed as they should be, ` +
        `${String(tally.leaks)} leaks over ${String(tried.length)} operations`,
      passed: tried.length > 0 && tally.good === tally.cells && tally.leaks === 0,
    };
  } finally {
    await world.stop();
  }
}
