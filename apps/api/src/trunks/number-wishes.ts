import type { DesiredNumber } from '@app/twilio-trunk';

/** What a tenant wants of the numbers of one credential. */
export interface NumberWishes {
  readonly trunk: readonly DesiredNumber[];
  readonly webhook: readonly DesiredNumber[];
  /** Friendly names that numbers are to get at Twilio, once. */
  readonly renames: readonly (DesiredNumber & { readonly friendlyName: string })[];
  /** Numbers to be given back to Twilio. */
  readonly releases: readonly DesiredNumber[];
}

export const NO_NUMBERS: NumberWishes = { trunk: [], webhook: [], renames: [], releases: [] };

/** The wishes as they would be with one number on another plane, or on none. */
export function withPlane(
  wishes: NumberWishes,
  number: DesiredNumber,
  plane: 'trunk' | 'webhook' | null,
): NumberWishes {
  const without = (numbers: readonly DesiredNumber[]): DesiredNumber[] =>
    numbers.filter(({ numberSid }) => numberSid !== number.numberSid);
  return {
    ...wishes,
    trunk: [...without(wishes.trunk), ...(plane === 'trunk' ? [number] : [])],
    webhook: [...without(wishes.webhook), ...(plane === 'webhook' ? [number] : [])],
    releases: without(wishes.releases),
  };
}
