import { describe, expect, it } from '@jest/globals';
import { chooseRows } from './choose-rows.js';
import { freeLabel } from './completed-fields.js';
import type { LegacyRow } from './legacy-rows.store.js';

const row = (id: string, more: Partial<LegacyRow> = {}): LegacyRow => ({
  id,
  user_id: 'tenant',
  account_sid: 'AC1',
  auth_token: 'token',
  trunk_sid: null,
  domain_name: null,
  domain_prefix: null,
  credential_list_sid: null,
  sip_username: null,
  sip_password: null,
  label: id,
  is_active: false,
  updated_at: '2026-01-01T00:00:00+00:00',
  ...more,
});

const completed = (
  rows: readonly LegacyRow[],
  ...rest: Parameters<typeof chooseRows> extends [unknown, ...infer R] ? R : never
) =>
  chooseRows(rows, ...rest)
    .filter((choice) => choice.verdict === 'complete')
    .map((choice) => choice.row.id);

describe('which rows of the origin system are completed', () => {
  it.each([
    ['the only row of its account', [row('a')], ['a']],
    ['one row for each account', [row('a'), row('b', { account_sid: 'AC2' })], ['a', 'b']],
    [
      'the active one of several, however old',
      [row('a', { updated_at: '2026-09-09' }), row('b', { is_active: true })],
      ['b'],
    ],
    ['else the one that was changed last', [row('a'), row('b', { updated_at: '2026-02-01T00:00:00+00:00' })], ['b']],
    ['the same one every time, when nothing tells them apart', [row('b'), row('a')], ['a']],
    ['none without an auth token', [row('a', { auth_token: ' ' })], []],
  ])('%s', (_, rows, expected) => {
    expect(completed(rows, [])).toEqual(expected);
  });

  it('none whose account is connected already, and it says where', () => {
    const connected = [{ id: 'c', user_id: 'other', account_sid: 'AC1', label: 'x', is_active: true }];
    expect(chooseRows([row('a')], connected)).toEqual([
      { row: row('a'), verdict: 'leave', because: expect.stringContaining('credential c') },
    ]);
  });
});

describe('the label of a completed row', () => {
  it.each([
    ['Main', [], 'Main'],
    ['Main', ['main'], 'Main (2)'],
    ['Main', ['MAIN', 'Main (2)'], 'Main (3)'],
    ['x'.repeat(80), [], 'x'.repeat(64)],
    ['x'.repeat(80), ['x'.repeat(64)], `${'x'.repeat(58)} (2)`],
  ])('%s beside %j is %s', (label, used, expected) => {
    expect(freeLabel(label, used)).toBe(expected);
  });
});
