import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readMigrations } from './read-migrations.js';
import { canonicalSql, splitSql } from './split-sql.js';

describe('splitSql', () => {
  it.each([
    ['select 1; select 2', ['select 1', 'select 2']],
    ['select 1;;\n ; select 2;', ['select 1', 'select 2']],
    ["select ';' ; select 2", ["select ';'", 'select 2']],
    ["select 'it''s;' ; select 2", ["select 'it''s;'", 'select 2']],
    ["select E'a\\';b' ; select 2", ["select E'a\\';b'", 'select 2']],
    ['select ";" ; select 2', ['select ";"', 'select 2']],
    ['do $$ begin; end $$; select 2', ['do $$ begin; end $$', 'select 2']],
    ['do $a$ select $$;$$; $a$; select 2', ['do $a$ select $$;$$; $a$', 'select 2']],
    ['-- a; b\nselect 1; -- c;\n', ['-- a; b\nselect 1']],
    ['/* a; /* b; */ c; */ select 1; select 2', ['/* a; /* b; */ c; */ select 1', 'select 2']],
    ['select $1; select 2', ['select $1', 'select 2']],
    ['-- nothing\n', []],
    ['', []],
  ])('splits %p', (script, expected) => {
    expect(splitSql(script)).toEqual(expected);
  });

  it('finds whole statements in every migration of ours', async () => {
    for (const { script, statements } of await readMigrations(resolve('supabase/migrations'))) {
      expect(statements.length).toBeGreaterThan(0);
      expect(canonicalSql(statements)).toBe(canonicalSql(splitSql(`${script}\n`)));
      for (const statement of statements) {
        expect(statement.replace(/^(?:\s*--[^\n]*\n)+/, '')).toMatch(
          /^\s*(?:alter|comment|create|do|drop|grant|insert|revoke|update)\b/,
        );
      }
    }
  });
});

describe('canonicalSql', () => {
  it('ignores comments and layout, and nothing else', () => {
    const base = canonicalSql(splitSql("select 1,  'a  b' ; -- why\nselect 2;"));
    expect(canonicalSql(["select 1, 'a  b'", '/* other */ select 2;'])).toBe(base);
    expect(canonicalSql(["select 1, 'a b'", 'select 2'])).not.toBe(base);
    expect(canonicalSql(["select 1, 'a  b'"])).not.toBe(base);
    expect(canonicalSql(["select 1, 'a  b'", 'select 3'])).not.toBe(base);
  });
});
