import { Matches } from 'class-validator';

export const DEFAULT_LANGUAGE = 'en-US';
export const MOST_SPOKEN = 1_000;

/** What is spoken: something to say, and no control characters. */
export function IsSpokenText(): PropertyDecorator {
  return Matches(/^(?=[^]*\S)\P{Cc}{1,1000}$/u, {
    message: 'This must be a text of up to 1000 characters, none of them a control character',
  });
}

/** A language as Twilio's `<Say>` names it. */
export function IsLanguage(): PropertyDecorator {
  return Matches(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/, { message: 'This must be a language, such as en-US' });
}
