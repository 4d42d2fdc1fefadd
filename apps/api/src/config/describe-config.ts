import { Secret } from '@app/secrets';
import type { AppConfig } from './app-config.js';

type Described = string | number | boolean | null | { readonly [name: string]: Described } | readonly Described[];

/** The configuration as one start-up log line: every value, and of a secret only that it is there. */
export function describeConfig(config: AppConfig): Described {
  return describe({ ...config });
}

function describe(value: unknown): Described {
  if (value instanceof Secret) return { configured: true };
  if (Array.isArray(value)) return value.map(describe);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, describe(field)]));
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
