import { afterAll, describe, expect, it } from '@jest/globals';
import { parseTimestamp } from '@app/supabase';
import { EMBEDDED_URL } from '../../libs/supabase/src/embedded/embedded-fetch.js';
import { openTestbed, type Testbed } from '../../libs/supabase/src/testing/testbed.js';
import { startThrowawayPostgres } from '../../libs/supabase/src/testing/throwaway-postgres.js';

const server = await startThrowawayPostgres();
const beds: [string, Testbed][] = [['PGlite', await openTestbed()]];
if (server !== undefined) beds.push(['PostgreSQL', await openTestbed(server.url)]);

afterAll(async () => {
  for (const [, bed] of beds) await bed.close();
  await server?.stop();
});

const TEXTS = [
  '+14152000000',
  '14152000000',
  '1.50',
  '1.5',
  '-0',
  ' 12',
  '12 ',
  '0x10',
  '0012',
  '1e5',
  '12345678901234567890',
  'null',
  'NULL',
  'not_null',
  'unknown',
  '"quoted"',
  'a "b" \\ c',
  '{"a":1}',
  '{}',
  'a,b',
  'a.b(c)',
  '(x)',
  'eq.+1',
  'plain',
  'ünï🔐',
];

describe.each(beds)('filters on text columns, on %s', (_, bed) => {
  it.each(TEXTS)('find %p and nothing else', async (text) => {
    const leases = (): ReturnType<typeof from> => from(bed);
    await bed.database.session.query('delete from public.leases');
    await leases().insert(
      TEXTS.map((holder, i) => ({ name: `${String(i)}.5`, holder, fence: i, expires_at: '2030-01-01T00:00:00Z' })),
    );
    const others = TEXTS.filter((other) => other !== text).sort();
    const holders = (answer: { data: { holder: string }[] | null; error: unknown }): unknown =>
      answer.error ?? answer.data?.map(({ holder }) => holder).sort();
    expect(holders(await leases().select('holder').eq('holder', text))).toEqual([text]);
    expect(holders(await leases().select('holder').neq('holder', text))).toEqual(others);
    expect(holders(await leases().select('holder').not('holder', 'eq', text))).toEqual(others);
    expect(holders(await leases().update({ fence: 99 }).eq('holder', text).select('holder'))).toEqual([text]);
    expect(holders(await leases().select('holder').eq('holder', text).eq('fence', 99))).toEqual([text]);
    expect(holders(await leases().delete().eq('holder', text).select('holder'))).toEqual([text]);
  });

  it.each(TEXTS)('find what sorts after %p', async (text) => {
    await bed.database.session.query('delete from public.leases');
    await from(bed).insert(
      TEXTS.map((holder, i) => ({ name: String(i), holder, fence: i, expires_at: '2030-01-01T00:00:00Z' })),
    );
    const inSql = async (operator: string): Promise<unknown> =>
      (
        await bed.database.session.query(
          `select holder from public.leases where holder ${operator} $1::text order by holder, name`,
          [text],
        )
      ).map((row) => row['holder']);
    const asked = async (operator: 'gt' | 'gte' | 'lt' | 'lte'): Promise<unknown> => {
      const { data, error } = await from(bed).select('holder')[operator]('holder', text).order('holder').order('name');
      return error ?? data.map(({ holder }) => holder);
    };
    expect(await asked('gt')).toEqual(await inSql('>'));
    expect(await asked('gte')).toEqual(await inSql('>='));
    expect(await asked('lt')).toEqual(await inSql('<'));
    expect(await asked('lte')).toEqual(await inSql('<='));
  });

  // supabase-js does not escape the members of a list, so that PostgREST itself takes such quotes for its own.
  it.each(TEXTS.filter((text) => !/["\\]/.test(text)))('find %p in a list', async (text) => {
    await bed.database.session.query('delete from public.leases');
    await from(bed).insert(
      TEXTS.map((holder, i) => ({ name: String(i), holder, fence: i, expires_at: '2030-01-01T00:00:00Z' })),
    );
    const { data } = await from(bed).select('holder').in('holder', [text, 'plain']);
    expect(data?.map(({ holder }) => holder).sort()).toEqual([...new Set([text, 'plain'])].sort());
  });

  it('work inside or(), on numbers, booleans and times', async () => {
    await bed.database.session.query('delete from public.leases');
    const expires_at = '2030-01-01T00:00:00Z';
    await from(bed).insert([
      { name: '+1', holder: 'a', fence: 1, expires_at },
      { name: '+2', holder: '1.50', fence: 2, expires_at },
      { name: '+3', holder: 'c', fence: 3, expires_at },
    ]);
    const names = async (query: PromiseLike<{ data: { name: string }[] | null }>): Promise<unknown> =>
      (await query).data?.map(({ name }) => name).sort();
    expect(await names(from(bed).select('name').or('name.eq.+1,and(holder.eq.1.50,fence.eq.2)'))).toEqual(['+1', '+2']);
    expect(await names(from(bed).select('name').eq('fence', 2))).toEqual(['+2']);
    expect(await names(from(bed).select('name').in('fence', [2, 3]))).toEqual(['+2', '+3']);
    expect(await names(from(bed).select('name').eq('expires_at', expires_at))).toEqual(['+1', '+2', '+3']);
    expect(await names(from(bed).select('name').gt('fence', 1).lt('expires_at', '2031-01-01T00:00:00Z'))).toEqual([
      '+2',
      '+3',
    ]);
    const { data } = await bed.supabase
      .asService()
      .from('installation')
      .select('installation_id')
      .eq('singleton', true);
    expect(data).toHaveLength(1);
  });

  it('give times that parseTimestamp reads as the instant that was written', async () => {
    await bed.database.session.query('delete from public.leases');
    await from(bed).insert({ name: 't', holder: 'h', fence: 1, expires_at: '2026-11-21T03:53:28.66+02:00' });
    const { data } = await from(bed).select('expires_at').single();
    expect(parseTimestamp(data?.expires_at ?? '').toISOString()).toBe('2026-11-21T01:53:28.660Z');
  });

  it('give JSON back as it was given, to functions and to columns', async () => {
    const { id } = await bed.signUp();
    const detail = { list: [1, 'two', null], nested: { '+1': true }, text: '{"not":"parsed"}' };
    const entry = { user_id: id, actor_kind: 'user', actor_id: 'a', action: 'a', detail };
    const { data } = await bed.supabase.asService().from('audit_log').insert(entry).select('detail').single();
    expect(data?.detail).toEqual(detail);
    const [row] = await bed.database.session.query(
      `select jsonb_typeof(detail) as type, jsonb_typeof(detail -> 'text') as text from public.audit_log where user_id = $1`,
      [id],
    );
    expect(row).toEqual({ type: 'object', text: 'string' });
  });

  // When this fails, @supabase/lite compares text as text: quote-filters.ts can go.
  it('still need quoting: lite itself does not find a number in a text column', async () => {
    await bed.database.session.query('delete from public.leases');
    await from(bed).insert({ name: 'n', holder: '+14152000000', fence: 1, expires_at: '2030-01-01T00:00:00Z' });
    const key = bed.options.secretKey.reveal();
    const ask = async (filter: string): Promise<unknown> => {
      const address = `${EMBEDDED_URL}/rest/v1/leases?select=name&holder=${encodeURIComponent(filter)}`;
      return (await bed.database.serve(new Request(address, { headers: { apikey: key } }))).json();
    };
    expect(await ask('in.("+14152000000")')).toEqual([{ name: 'n' }]);
    expect(await ask('eq.+14152000000')).not.toEqual([{ name: 'n' }]);
  });
});

function from(bed: Testbed) {
  return bed.supabase.asService().from('leases');
}
