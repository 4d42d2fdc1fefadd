/** One thing wrong with one variable: a sentence that names the fault and the cure, and never the value. */
export interface ConfigFinding {
  readonly variable: string;
  readonly sentence: string;
}

/** Gathers findings, so that the operator sees all of them at once instead of one a start. */
export class ConfigFindings {
  readonly #findings: ConfigFinding[] = [];

  add(variable: string, sentence: string): void {
    if (!this.#findings.some((known) => known.variable === variable && known.sentence === sentence)) {
      this.#findings.push({ variable, sentence });
    }
  }

  throwIfAny(): void {
    if (this.#findings.length > 0) throw new ConfigError(this.#findings);
  }
}

/** The environment makes no sense. The message is for a terminal: it is printed as it is, without a stack. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly findings: readonly ConfigFinding[]) {
    const lines = findings.map(({ variable, sentence }) => `  ${variable} ${sentence}`);
    super(['Trunkline cannot start, because its environment is not right:', ...lines, 'See .env.example.'].join('\n'));
  }
}
