import { CipherError } from '@app/secrets';
import { SupabaseError } from '@app/supabase';
import { ConfigError } from './config/config-error.js';
import { EncryptionKeyError } from './database/encryption-canaries.js';
import { definitionOf } from './problems/catalogue.js';
import { Problem } from './problems/problem.js';

/** How a start ended, for people (one text) and for supervisors (sysexits.h). */
export interface StartFailure {
  readonly message: string;
  readonly exitCode: number;
}

const EX_UNAVAILABLE = 69;
const EX_SOFTWARE = 70;
const EX_TEMPFAIL = 75;
const EX_CONFIG = 78;

const TEMPORARY = new Set(['data_dir.locked', 'database.unreachable', 'database.busy']);

/** Faults that an operator can mend are told in a sentence; a stack would only hide it. Anything else keeps its stack. */
export function explainStartFailure(error: unknown): StartFailure {
  if (error instanceof ConfigError) return { message: error.message, exitCode: EX_CONFIG };
  if (error instanceof EncryptionKeyError || error instanceof CipherError) return cannot(error.message, EX_CONFIG);
  if (error instanceof SupabaseError) return cannot(error.message, TEMPORARY.has(error.code) ? EX_TEMPFAIL : EX_CONFIG);
  if (error instanceof Problem) {
    const { detail, action } = definitionOf(error.code);
    return cannot([detail, error.internal, action].filter((part) => part !== undefined).join(' '), EX_UNAVAILABLE);
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return cannot('another program listens on this port. Stop it, or set PORT to another.', EX_UNAVAILABLE);
  }
  if (code === 'EACCES') {
    return cannot('this user may not use this port. Set PORT to one above 1023.', EX_CONFIG);
  }
  if (code === 'EADDRNOTAVAIL') return cannot('HOST is not an address of this machine.', EX_CONFIG);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: `Trunkline cannot start, for a reason nobody foresaw:\n${stack}`, exitCode: EX_SOFTWARE };
}

function cannot(sentence: string, exitCode: number): StartFailure {
  return { message: `Trunkline cannot start: ${sentence}`, exitCode };
}
