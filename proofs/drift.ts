import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { fieldCases, unknownFields, type Case } from './drift/cases.js';
import { foreignCases } from './drift/foreign-cases.js';
import { judge, judgeTogether, type Verdict } from './drift/judge.js';
import { objectCases } from './drift/object-cases.js';
import { Stage } from './drift/stage.js';
import type { ProofOptions, ProofResult } from './harness/proof.js';

/** The trunk as it is built, and one with everything switched on: some fields mean something only there. */
const SETTINGS = {
  plain: {},
  full: {
    trunk: { secure: true, transferMode: 'sip-only', disasterRecoveryUrl: 'https://example.com/recover' },
    recording: { mode: 'record-from-answer-dual', trim: 'trim-silence', consent: true },
  },
} as const;

/**
 * Whatever somebody changes or deletes of ours at Twilio or LiveKit is named by the next verification and put back by a repair; what is
 * not ours does not change by one byte. The fields are those that the sandbox keeps and the protocol knows: one that nobody has
 * classified fails the proof.
 */
export async function prove({ quick, full, seed: given, only, log }: ProofOptions): Promise<ProofResult> {
  const seed = given ?? randomInt(2 ** 31);
  log(`seed ${String(seed)}`);
  const size = quick ? { singles: 10, together: 2 } : { singles: Infinity, together: full ? 500 : 50 };
  const results = await Promise.all(
    Object.entries(SETTINGS)
      .filter(([name]) => !quick || name === 'full')
      .map(([name, settings], index) => proveOn(name, settings, { ...size, seed: seed + index, only, log })),
  );
  const verdicts = results.flatMap((result) => result.verdicts);
  const unknown = results.flatMap((result) => result.unknown);
  const count = (test: (verdict: Verdict) => boolean): string =>
    `${String(verdicts.filter(test).length)} of ${String(verdicts.length)}`;
  const fields = new Set(results.flatMap((result) => result.fields)).size;
  return {
    figure:
      `drift: ${count(({ named }) => named)} changes named, ${count(({ mended }) => mended)} mended or rightly left, ` +
      `${count(({ spared }) => !spared)} touched what is not ours (${String(fields)} fields, seed ${String(seed)})`,
    passed:
      unknown.length === 0 &&
      verdicts.length > 0 &&
      verdicts.every(({ named, mended, spared }) => named && mended && spared),
  };
}

interface Size {
  readonly singles: number;
  readonly together: number;
  readonly seed: number;
  readonly only: string | null;
  readonly log: (line: string) => void;
}

async function proveOn(
  name: string,
  settings: Parameters<typeof Stage.build>[0],
  { singles, together, seed, only, log }: Size,
): Promise<{ verdicts: Verdict[]; unknown: string[]; fields: string[] }> {
  const stage = await Stage.build(settings);
  try {
    const { places } = await stage.look();
    const unknown = unknownFields(places);
    for (const field of unknown) log(`${name}: nobody has said whose ${field} is`);
    const every = [...fieldCases(places), ...objectCases(stage.belongings), ...foreignCases(stage.belongings)];
    const wanted = only === null ? every : every.filter((one) => one.name.includes(only));
    const chosen =
      singles < wanted.length
        ? fc
            .sample(fc.shuffledSubarray(wanted, { minLength: singles, maxLength: singles }), { seed, numRuns: 1 })
            .flat()
        : wanted;
    const verdicts: Verdict[] = [];
    const tell = (verdict: Verdict): void => {
      verdicts.push(verdict);
      if (verdict.why !== '') log(`${name}: ${verdict.name}\n    ${verdict.why}`);
    };
    for (const one of chosen) tell(await judge(stage, one));
    const ours = every.filter(({ kind }) => kind === 'field' || kind === 'object');
    const combinations = fc.sample(fc.shuffledSubarray(ours, { minLength: 2, maxLength: 3 }), {
      seed,
      numRuns: only === null ? together : 0,
    });
    for (const cases of combinations) tell(await judgeTogether(stage, cases));
    return { verdicts, unknown, fields: chosen.flatMap((one) => fieldOf(one)) };
  } finally {
    await stage.stop();
  }
}

/** `trunk.secure = true` is about `trunk.secure`; a case about a whole object is about none. */
function fieldOf({ name }: Case): string[] {
  const [path, value] = name.split(' = ');
  return path === undefined || value === undefined ? [] : [path];
}
