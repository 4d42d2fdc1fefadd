import type { TwilioCode } from './errors.js';
import { TwilioError } from './errors.js';

/** Looks at one raw parameter and throws when Twilio would refuse it. */
export type Check = (value: string, name: string) => void;

/** The parameters an operation takes; anything else in the request is refused with 20001. */
export type ParamTable = Readonly<Record<string, Check>>;

function refuse(code: TwilioCode, name: string, why: string): never {
  throw new TwilioError(code, `Invalid parameter ${name}: ${why}`);
}

export const anything: Check = () => undefined;

export const maxLength =
  (length: number, code: TwilioCode = 20001): Check =>
  (value, name) => {
    if (value.length > length) refuse(code, name, `must be at most ${length} characters`);
  };

export const requiredText =
  (length: number, code: TwilioCode): Check =>
  (value, name) => {
    if (value.trim() === '') refuse(code, name, 'must not be empty');
    maxLength(length, code)(value, name);
  };

export const oneOf =
  (...values: readonly string[]): Check =>
  (value, name) => {
    if (!values.includes(value)) refuse(20001, name, `must be one of ${values.join(', ')}`);
  };

export const flag: Check = (value, name) => {
  if (!/^(true|false)$/i.test(value)) refuse(20001, name, 'must be true or false');
};

export const integer =
  (min: number, max: number, code: TwilioCode = 20001): Check =>
  (value, name) => {
    if (!/^-?\d+$/.test(value) || Number(value) < min || Number(value) > max) {
      refuse(code, name, `must be an integer from ${min} to ${max}`);
    }
  };

/** Empty means "none", as on every Twilio URL parameter. */
export const url: Check = (value, name) => {
  if (value !== '' && !(/^https?:\/\//i.test(value) && URL.canParse(value))) refuse(21205, name, 'not a valid URL');
};

export const sid =
  (prefix: string): Check =>
  (value, name) => {
    if (!new RegExp(`^${prefix}[0-9a-fA-F]{32}$`).test(value)) refuse(20001, name, `must be a ${prefix} SID`);
  };

/** A SID, or empty to clear the field. */
export const sidOrEmpty =
  (prefix: string): Check =>
  (value, name) => {
    if (value !== '') sid(prefix)(value, name);
  };

export const httpMethod: Check = (value, name) => {
  if (value !== '') oneOf('GET', 'POST')(value.toUpperCase(), name);
};
