/**
 * `prove NAME [--quick|--full]`: runs one proof, prints its log lines and last its figure. Exits 0 when the figure is at or above the
 * floor, 1 when it is below, 64 when asked for something that is no proof. `npm run prove` calls it.
 */

export interface ProofOptions {
  /** Small enough for every test run. */
  readonly quick: boolean;
  /** As large as the machine allows. Neither: the size that the floor is stated for. */
  readonly full: boolean;
  readonly log: (line: string) => void;
}

export interface ProofResult {
  /** One line; the last one printed. */
  readonly figure: string;
  readonly passed: boolean;
}

type Prove = (options: ProofOptions) => Promise<ProofResult>;

/** A proof is the file of this name beside this one; it exports `prove`. */
export const PROOFS = ['isolation', 'rls', 'routes', 'secrets', 'boot', 'noop', 'onboarding-time'] as const;

const EX_USAGE = 64;
const SWITCHES = ['--quick', '--full'];

const [name = '', ...rest] = process.argv.slice(2);
const strange = rest.filter((option) => !SWITCHES.includes(option));
if (name === '--list') {
  console.log(PROOFS.join('\n'));
} else if (!isProof(name) || strange.length > 0) {
  const what = isProof(name) ? `${strange.join(' ')} is not an option` : `"${name}" is not a proof`;
  console.error(`${what}. Use: npm run prove -- <${[...PROOFS, 'all'].join(' | ')}> [--quick|--full]`);
  process.exit(EX_USAGE);
} else {
  const prove = await load(name);
  const { figure, passed } = await prove({
    quick: rest.includes('--quick'),
    full: rest.includes('--full'),
    log: (line) => console.log(line),
  });
  console.log(figure);
  // A proof may have left a timer or a socket behind, which must not keep its verdict waiting.
  process.exit(passed ? 0 : 1);
}

function isProof(text: string): text is (typeof PROOFS)[number] {
  return (PROOFS as readonly string[]).includes(text);
}

/** By a name put together here, so that a proof that cannot be loaded stops nobody but those who ask for it. */
async function load(proof: string): Promise<Prove> {
  const file = new URL(`./${proof}.js`, import.meta.url).href;
  const found: unknown = await import(file);
  if (typeof found === 'object' && found !== null && 'prove' in found && typeof found.prove === 'function') {
    return found.prove as Prove;
  }
  throw new Error(`proofs/${proof}.ts does not export a function named prove`);
}
