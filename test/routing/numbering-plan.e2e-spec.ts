import { createRequire } from 'node:module';
import { lookUpNumber } from '@app/routing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MetadataJson } from 'libphonenumber-js';
import { parsePhoneNumberFromString, type NumberType } from 'libphonenumber-js/max';

/**
 * Our table against libphonenumber's, which class-validator brings along: numbers made from its patterns, country by country, and what
 * it then says of them. The routing itself does without it: it takes several times as long as a whole decision.
 */
const metadata = createRequire(import.meta.url)('libphonenumber-js/metadata.max.json') as MetadataJson;

const COSTS_EXTRA: readonly NumberType[] = ['PREMIUM_RATE', 'SHARED_COST', 'PERSONAL_NUMBER', 'PAGER'];
const ORDINARY: readonly NumberType[] = ['FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE'];

/** Ranges that we let pass as ordinary, because they cost what a telephone costs or cannot be told from one by their digits. */
const LET_PASS = new Set(['BR SHARED_COST', 'CN SHARED_COST', 'HK PAGER', 'NZ PREMIUM_RATE', 'JP PERSONAL_NUMBER']);
/** Territories that share their numbers with a country of the same tariff, by digits that only a register tells apart. */
const SHARED: Readonly<Record<string, string>> = {
  BL: 'GP',
  MF: 'GP',
  CC: 'AU',
  CX: 'AU',
  EH: 'MA',
  GG: 'GB',
  IM: 'GB',
  JE: 'GB',
  NF: 'AQ',
  YT: 'RE',
  SJ: 'NO',
};

function* numbers(): Generator<string> {
  for (const [, country] of Object.entries(metadata.countries)) {
    const [code, , , , , , , , , , , types] = country as unknown as [string, ...unknown[]] & { 11?: [string][] };
    for (const type of types ?? []) {
      const pattern = type?.[0];
      if (pattern === undefined || pattern === '') continue;
      const national = fc.stringMatching(new RegExp(`^(?:${pattern})$`));
      for (const digits of fc.sample(national, { numRuns: 40, seed: 20261121 })) yield `+${code}${digits}`;
    }
  }
}

describe('the numbering plan', () => {
  it('agrees with libphonenumber about country and cost', () => {
    const differences: string[] = [];
    let compared = 0;
    for (const number of numbers()) {
      const known = /^\+[1-9]\d{6,14}$/.test(number) ? parsePhoneNumberFromString(number) : undefined;
      const type = known?.getType();
      // +1 has exchange codes from 2 on, and 976 is pay-per-call; libphonenumber is laxer.
      if (known === undefined || type === undefined || /^\+1\d{3}(?:[01]|976)/.test(number)) continue;
      compared += 1;
      const { kind, countries } = lookUpNumber(number);
      const country = known.country ?? '';
      const name = `${country} ${type}`;
      if (COSTS_EXTRA.includes(type) && kind === 'ordinary' && !LET_PASS.has(name))
        differences.push(`${name} ${number} is ordinary`);
      if (ORDINARY.includes(type) && kind !== 'ordinary') differences.push(`${name} ${number} is ${kind}`);
      const mayBe = [country, SHARED[country], ...countries.map((other) => (SHARED[other] === country ? other : ''))];
      if (country !== '' && kind !== 'unassigned' && !countries.some((other) => mayBe.includes(other))) {
        differences.push(`${name} ${number} is in ${countries.join(' ')}`);
      }
    }
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(30_000);
  });
});
