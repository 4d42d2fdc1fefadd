import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { inRoot } from '../root.mjs';

/** What the API will read: the process's own variables, and those of .env beneath them. Needs Node.js 20.12. */
export function environmentWithDotEnv() {
  const file = inRoot('.env');
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...process.env } : { ...process.env };
}
