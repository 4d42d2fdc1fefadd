import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { Problem } from './problem.js';

const MOST_ERRORS = 20;
const MOST_PATH_LENGTH = 120;
const LONGEST_UNKNOWN_NAME = 24;
const UNNAMED = '(a field with a long name)';

export interface FieldError {
  /** Where the fault is, in dots: `numbers.0.phoneNumber`. */
  readonly path: string;
  /** What is wrong with it. Never the value: it may be a secret typed into the wrong field. */
  readonly message: string;
}

/** Checks bodies, queries and parameters against their DTO. Unknown fields are errors, and nothing is converted behind one's back. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false },
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => invalidRequest(errors.flatMap((error) => toFieldErrors(error, ''))),
  });
}

/** The problem of a request with wrong fields; also for rules that no decorator can express. */
export function invalidRequest(errors: readonly FieldError[]): Problem {
  const shown = errors
    .slice(0, MOST_ERRORS)
    .map(({ path, message }) => ({ path: path.slice(0, MOST_PATH_LENGTH), message }));
  return new Problem('request.invalid', { extensions: { errors: shown } });
}

function toFieldErrors(error: ValidationError, parent: string): FieldError[] {
  const isUnknown = error.constraints?.['whitelistValidation'] !== undefined;
  // The name of an unknown field is the sender's own text; a long one may be a secret pasted into the wrong place.
  const name = isUnknown && error.property.length > LONGEST_UNKNOWN_NAME ? UNNAMED : error.property;
  const path = parent === '' ? name : `${parent}.${name}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    path,
    message: sentence(rule, message),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => toFieldErrors(child, path))];
}

function sentence(rule: string, message: string): string {
  if (rule === 'whitelistValidation') return 'This field is not known here.';
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
