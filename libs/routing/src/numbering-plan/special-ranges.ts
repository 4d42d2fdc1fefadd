/** What a range is when it is not an ordinary telephone. */
export type SpecialKind =
  /** The caller pays the called party, or shares the price. */
  | 'premium'
  /** Free for the caller. */
  | 'toll-free'
  /** Satellite and international networks, and services that belong to no country. */
  | 'international'
  /** Not assigned to anybody, or not reachable by a call from outside. */
  | 'unassigned';

/** Codes of no country (ITU-T E.164 annex: international networks, GMSS, UIFN, shared cost, premium rate). */
export const INTERNATIONAL_CODES = '800 808 870 878 881 882 883 888 979';

/** +1 area codes that are no place: pay-per-call and personal numbers. */
export const NORTH_AMERICAN_PREMIUM =
  '900 500 521 522 523 524 525 526 527 528 529 532 533 535 538 542 543 544 545 546 547 549 550 552 553 554 556 566 569 577 578 588 589';

/** +1 numbers that cost the caller nothing, in the United States and Canada alike. */
export const NORTH_AMERICAN_TOLL_FREE = '800 833 844 855 866 877 888';

/** By calling code: national prefixes of premium-rate, shared-cost, personal and similar numbers. */
export const PREMIUM_RANGES: Readonly<Record<string, string>> = {
  '44': '70 871 872 873 9',
};
