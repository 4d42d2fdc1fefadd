import type { ParamTable } from './checks.js';
import { TwilioError } from './errors.js';

/** Parameters of one request after they passed the operation's table. */
export class Input {
  constructor(private readonly params: URLSearchParams) {}

  has(name: string): boolean {
    return this.params.has(name);
  }

  /** The last value wins when a single-valued parameter is repeated. */
  text(name: string): string {
    return this.params.getAll(name).at(-1) ?? '';
  }

  /** Undefined when absent; an empty value is a value, because Twilio uses it to clear a field. */
  optional(name: string): string | undefined {
    return this.params.has(name) ? this.text(name) : undefined;
  }

  flag(name: string): boolean {
    return this.text(name).toLowerCase() === 'true';
  }

  integer(name: string): number {
    return Number(this.text(name));
  }

  /** Repeated parameter = array. */
  all(name: string): string[] {
    return this.params.getAll(name);
  }
}

/**
 * Strictness is the point of the sandbox: a parameter that Twilio's contract does not list for this operation is a typo
 * in the caller, so it is refused by name (20001) rather than ignored.
 */
export function readInput(params: URLSearchParams, table: ParamTable, required: readonly string[]): Input {
  for (const name of new Set(params.keys())) {
    if (!Object.hasOwn(table, name)) {
      throw new TwilioError(20001, `Unknown parameter ${name}`, `unknown parameter ${name}`);
    }
  }
  for (const name of required) {
    if (!params.has(name)) {
      throw new TwilioError(20001, `Missing required parameter ${name} in the post body`, `missing parameter ${name}`);
    }
  }
  for (const [name, value] of params) table[name]?.(value, name);
  return new Input(params);
}
