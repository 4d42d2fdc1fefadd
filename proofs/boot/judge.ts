import type { BadStart } from './bad-starts.js';

/** What is long and random enough to be a secret; a short word may stand in any sentence. */
const LEAST_SECRET_LENGTH = 12;
const SECRET_NAMES = /KEY|SECRET|DATABASE_URL/;

/** What is wrong with a refusal; nothing when it is as it should be. */
export function judge(
  bad: BadStart,
  environment: Readonly<Record<string, string>>,
  exitCode: number | null,
  lines: readonly string[],
): string[] {
  const text = lines.join('\n');
  const secrets = Object.entries(environment)
    .filter(([name]) => SECRET_NAMES.test(name) && !name.endsWith('_FILE'))
    .flatMap(([, value]) => value.split(/[,:]/))
    .filter((value) => value.length >= LEAST_SECRET_LENGTH);
  const sentences = lines.filter((line) => bad.names.test(line) && bad.cure.test(line));
  return [
    ...(exitCode === null || exitCode === 0 ? ['It was not refused.'] : []),
    ...(sentences.length === 1
      ? []
      : [`${sentences.length} lines name ${bad.names} with the cure ${bad.cure}, not one.`]),
    ...(secrets.some((value) => text.includes(value)) ? ['A secret was printed.'] : []),
    ...(/^\s+at .+:\d+/m.test(text) ? ['A stack was printed.'] : []),
    ...(text.includes('listens on') ? ['It listened before it was refused.'] : []),
  ];
}
