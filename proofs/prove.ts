/**
 * `prove NAME [--quick|--full] [--seed=N] [--only=TEXT]`: runs one proof, prints its log lines and last its figure. Exits 0 when the
 * figure is at or above the floor, 1 when it is below, 64 when asked for something that is no proof. `npm run prove` calls it.
 */
import { parseArgs } from 'node:util';

export interface ProofOptions {
  /** Small enough for every test run. */
  readonly quick: boolean;
  /** As large as the machine allows. Neither: the size that the floor is stated for. */
  readonly full: boolean;
  /** To replay what an earlier run did at random; null: the proof chooses one and prints it. */
  readonly seed: number | null;
  /** Only the cases whose name contains this; null: all. For looking into a failure: such a run proves nothing. */
  readonly only: string | null;
  readonly log: (line: string) => void;
}

export interface ProofResult {
  /** One line; the last one printed. */
  readonly figure: string;
  readonly passed: boolean;
}

type Prove = (options: ProofOptions) => Promise<ProofResult>;

/** A proof is the file of this name beside this one; it exports `prove`. */
export const PROOFS = [
  'isolation',
  'rls',
  'routes',
  'secrets',
  'boot',
  'noop',
  'onboarding-time',
  'shutdown',
  'ciphertext',
  'tokens',
  'drift',
  'bad-input',
  'undo',
  'provisioning-kills',
  'two-replicas',
  'rotation',
  'provisioning-faults',
  'injection',
  'forged-webhooks',
  'fail-static',
  'propagation',
  'voice-speed',
  'harness-bites',
  'converge',
  'state-merge',
  'no-lost-events',
  'toll-fraud',
  'routing-properties',
] as const;

const EX_USAGE = 64;
const HOW = '[--quick|--full] [--seed=N] [--only=TEXT]';

const asked = readArguments(process.argv.slice(2));
if (asked === null || 'wrong' in asked) {
  if (asked === null) console.log(PROOFS.join('\n'));
  else console.error(`${asked.wrong}. Use: npm run prove -- <${[...PROOFS, 'all'].join(' | ')}> ${HOW}`);
  process.exit(asked === null ? 0 : EX_USAGE);
}
const prove = await load(asked.name);
const { figure, passed } = await prove({ ...asked.options, log: (line) => console.log(line) });
console.log(figure);
// A proof may have left a timer or a socket behind, which must not keep its verdict waiting.
process.exit(passed ? 0 : 1);

type Asked = { readonly name: string; readonly options: Omit<ProofOptions, 'log'> } | { readonly wrong: string };

/** Null: the names are asked for. */
function readArguments(args: string[]): Asked | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        list: { type: 'boolean' },
        quick: { type: 'boolean' },
        full: { type: 'boolean' },
        seed: { type: 'string' },
        only: { type: 'string' },
      },
    });
    const [name = '', ...strange] = positionals;
    if (values.list) return null;
    if (!isProof(name)) return { wrong: `"${name}" is not a proof` };
    if (strange.length > 0) return { wrong: `${strange.join(' ')} is not an option` };
    if (values.quick && values.full) return { wrong: '--quick and --full exclude each other' };
    if (values.seed !== undefined && !/^\d{1,9}$/.test(values.seed)) {
      return { wrong: '--seed is a whole number of at most nine digits' };
    }
    const seed = values.seed === undefined ? null : Number(values.seed);
    const { quick = false, full = false, only = null } = values;
    return { name, options: { quick, full, seed, only } };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
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
