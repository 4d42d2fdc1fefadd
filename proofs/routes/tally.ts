/** The outcome of the matrix. */
export class Tally {
  cells = 0;
  good = 0;
  leaks = 0;

  constructor(private readonly log: (line: string) => void) {}

  /** One cell; `wrong` says what is not as it should be, each a reason of its own. */
  cell(name: string, wrong: readonly string[]): void {
    this.cells += 1;
    if (wrong.length === 0) this.good += 1;
    else this.log(`  ✗ ${name}: ${wrong.join('; ')}`);
  }

  leak(name: string, what: string): void {
    this.leaks += 1;
    this.log(`  LEAK ${name}: ${what}`);
  }
}
