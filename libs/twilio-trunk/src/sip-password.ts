import { randomInt } from 'node:crypto';
import { Secret } from '@app/secrets';

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGIT = '0123456789';

/** 21 free characters of 62 give 125 bits and the three forced ones 12 more; shuffling cannot make any outcome likelier. */
const LENGTH = 24;

/** Twilio's rule for SIP credentials: at least 12 characters, a digit, an upper and a lower case letter (error 21240/21243). */
export function isAcceptedByTwilio(password: string): boolean {
  return password.length >= 12 && /[0-9]/.test(password) && /[A-Z]/.test(password) && /[a-z]/.test(password);
}

/**
 * A new SIP password of at least 128 bits. One character of each required class is forced, because a purely random password
 * fails Twilio's rule now and then; only letters and digits, because SIP and its URIs quote everything else differently.
 */
export function generateSipPassword(): Secret {
  const characters = [pick(UPPER), pick(LOWER), pick(DIGIT)];
  while (characters.length < LENGTH) characters.push(pick(UPPER + LOWER + DIGIT));
  return new Secret(shuffle(characters).join(''));
}

function pick(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length));
}

/** Fisher and Yates. */
function shuffle(items: readonly string[]): string[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    const moved = shuffled[last] ?? '';
    shuffled[last] = shuffled[other] ?? '';
    shuffled[other] = moved;
  }
  return shuffled;
}
