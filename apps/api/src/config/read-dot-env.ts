import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Environment } from './read-config.js';

/** The environment with the variables of a `.env` file beneath it: what the process was given wins over the file. */
export function readDotEnv(environment: Environment, file = '.env'): Environment {
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...environment } : environment;
}
