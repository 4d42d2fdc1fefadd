const MINUTE_MS = 60_000;
const LONGEST_RETRY_MS = 6 * 3_600_000;

/** When a trunk is looked at again after a look that worked, in milliseconds: a fifth earlier or later, so that tenants spread out. */
export function nextLookMs(everySeconds: number, random: () => number): number {
  return Math.round(everySeconds * 1_000 * spread(random));
}

/** When a look is tried again after so many failed ones in a row, in milliseconds: a minute, doubled each time, at most six hours. */
export function retryLookMs(failures: number, random: () => number): number {
  return Math.round(Math.min(MINUTE_MS * 2 ** Math.min(failures - 1, 20), LONGEST_RETRY_MS) * spread(random));
}

/** One failed look is nothing; of a row of them an operator is told with the second, the fourth, the eighth and so on. */
export function isWorthAWarning(failures: number): boolean {
  return failures >= 2 && Number.isInteger(Math.log2(failures));
}

function spread(random: () => number): number {
  return 0.8 + random() * 0.4;
}
