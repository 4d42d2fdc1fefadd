import { NOT_HERE } from '../livekit/programs.mjs';
import { listProofs } from '../prove/list-proofs.mjs';
import { setUp } from '../set-up.mjs';
import { runJest, runProgram } from './stage.mjs';

const CODE = ['apps', 'libs', 'test', 'proofs', 'scripts'];

/**
 * The stages of `npm run check`, in this order. Each resolves to `{ passed, lines, note?, good?, bad? }`: whether it passed, what to
 * show if not, what to say beside its time, and how many tests or proofs it counted; `isAbsent` when this machine has not what it
 * takes. `needs` names the stage without which it makes no sense. `--livekit` adds the real LiveKit.
 */
export function stagesOf(node, options = []) {
  const program = (...args) => runProgram(node, args);
  return [
    {
      name: 'format',
      run: () => program('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
    },
    { name: 'lint', run: () => program('node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings', ...CODE) },
    { name: 'types', run: () => program('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit') },
    { name: 'unit tests', run: () => tests(node, 'unit') },
    { name: 'e2e tests', run: () => tests(node, 'e2e') },
    { name: 'build', run: () => build() },
    { name: 'smoke', needs: 'build', run: () => program('scripts/smoke.mjs') },
    ...(options.includes('--livekit') ? [{ name: 'livekit', needs: 'build', run: () => livekit(node) }] : []),
    { name: 'proofs', needs: 'build', run: () => proofs(node) },
  ];
}

async function tests(node, project) {
  // Jest would leave one core to whoever sits at the machine.
  const result = await runJest(node, ['--selectProjects', project, '--maxWorkers=100%']);
  const { good, bad, skipped } = result;
  return { ...result, note: `${good} of ${good + bad} tests${skipped > 0 ? `, ${skipped} skipped` : ''}` };
}

/** `npm run test:livekit`, with its own counts. */
async function livekit(node) {
  const { passed, lines, code } = await runProgram(node, ['scripts/test-livekit.mjs']);
  if (code === NOT_HERE) return { passed: true, isAbsent: true, lines: [], note: lines.at(-1) };
  const [, good = 0, bad = 0] = /^(\d+) passed, (\d+) failed$/.exec(lines.at(-1) ?? '')?.map(Number) ?? [];
  return { passed, lines, good, bad, note: `${good} of ${good + bad} cases` };
}

async function build() {
  try {
    await setUp({ log: () => undefined });
    return { passed: true, lines: [] };
  } catch (error) {
    return { passed: false, lines: [error.message] };
  }
}

/** The quick form of each. Their figures are shown also when all is well: they are what a proof is for. */
async function proofs(node) {
  const figures = [];
  const lines = [];
  let bad = 0;
  for (const name of listProofs(node)) {
    const proof = await runProgram(node, ['dist/proofs/prove.js', name, '--quick'], {
      nodeOptions: ['--enable-source-maps'],
    });
    if (proof.passed) {
      figures.push(proof.lines.at(-1) ?? name);
    } else {
      bad += 1;
      lines.push(`${name}:`, ...proof.lines.map((line) => `  ${line}`));
    }
  }
  const good = figures.length;
  return { passed: bad === 0, lines, figures, good, bad, note: `${good} of ${good + bad} proofs` };
}
