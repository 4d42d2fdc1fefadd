import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. Every script works there, wherever it was called from. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const inRoot = (...parts) => join(ROOT, ...parts);

/** A sentence for the person at the terminal: printed as it is, without a stack. */
export class Refusal extends Error {
  name = 'Refusal';

  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a script's body; a refusal ends it with its sentence, anything else with its stack. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exit(error instanceof Refusal ? error.exitCode : 70);
  }
}
