import type { SeededRandom } from '../harness/seeded-random.js';

/** What the configurations are made of, and which of it may be dialled. The policy allows the US and Germany and the prefix +4930. */
export const OWN = ['+14155550100', '+14155550101', '+493012345678', '+14155550103'] as const;
/** May be dialled as the target of a route, a destination or a member, and as a bare number too. */
export const LISTED = ['+4930111111', '+4930222222', '+4930333333'] as const;
/** May be dialled as a target only. */
export const TARGETS = ['+12125550111', '+12125550112', '+498912345', '+491511234567'] as const;
/** Stands in a `Next` only, where it lies under no allowed prefix. */
export const UNLISTED = ['+12125550191', '+498999999'] as const;
export const FORBIDDEN = [
  '+19005550100',
  '+18765550100',
  '+88161234567',
  '+499001234567',
  '+33123456789',
  '+4930999000',
  '911',
  '+1٤١٥٥٥٥٠١٠٠',
  '4930111111',
  '',
] as const;
export const HOSTS = ['sip:desk@pbx.example.com', 'sip:+4930111111@pbx.example.com;transport=tls'] as const;
export const FORBIDDEN_HOSTS = [
  'sip:x@evil.example',
  'sip:+19005550100@pbx.example.com',
  'sip:',
  'tel:+4930111111',
] as const;
export const UUIS = ['', '04616263;encoding=hex', 'plain', 'two\r\nlines', 'x'.repeat(2_000), 'ü'] as const;
export const POLICY = {
  countries: ['DE', 'US'],
  allowedPrefixes: ['+4930'],
  deniedPrefixes: ['+4930999'],
  sipHosts: ['pbx.example.com'],
  allowPremium: false,
  maxCallSeconds: 1_800,
} as const;

const MAY_BE_DIALLED: ReadonlySet<string> = new Set([...LISTED, ...TARGETS, ...HOSTS]);

/** By the pools alone: nothing of the product is asked. */
export function mayBeDialled(place: string): boolean {
  return MAY_BE_DIALLED.has(place);
}

/** Picks, or now and then something else. */
export function mostly<Item>(random: SeededRandom, share: number, usual: () => Item, otherwise: () => Item): Item {
  return random.chance(share) ? usual() : otherwise();
}
