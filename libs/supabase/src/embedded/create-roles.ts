import { SupabaseError } from '../supabase-error.js';
import type { SqlSession } from './sql-session.js';

/**
 * The roles that a hosted project has from the start. Nothing but `usage` on the schemas is granted: every migration says for
 * itself which columns and functions each role may use, and default privileges stay as narrow as PostgreSQL's own.
 */
const ROLES = `
do $roles$
declare
  wanted record;
begin
  for wanted in
    select * from (values ('anon', 'nologin'), ('authenticated', 'nologin'), ('service_role', 'nologin bypassrls')) w (name, kind)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      begin
        execute format('create role %I %s', wanted.name, wanted.kind);
      exception when duplicate_object or unique_violation then
        null; -- Another process was faster.
      end;
    end if;
    if not pg_catalog.pg_has_role(current_user, wanted.name, 'MEMBER') then
      execute format('grant %I to current_user', wanted.name);
    end if;
  end loop;
end
$roles$;
grant usage on schema public, auth to anon, authenticated, service_role;
`;

/** Makes the roles where they are missing, and lets the session's own user become them. */
export async function createRoles(session: SqlSession): Promise<void> {
  try {
    await session.transaction(async (tx) => tx.script(ROLES));
  } catch (cause) {
    throw new SupabaseError(
      'database.incompatible',
      'The roles anon, authenticated and service_role could not be made. Give the user of DATABASE_URL the right to create ' +
        'roles with BYPASSRLS (a superuser has it), or make the three roles beforehand and grant them to that user.',
      { cause },
    );
  }
  const [role] = await session.query(
    `select rolbypassrls or rolsuper as bypasses from pg_catalog.pg_roles where rolname = 'service_role'`,
  );
  if (role?.['bypasses'] !== true) {
    throw new SupabaseError(
      'database.incompatible',
      'The role service_role exists but does not bypass row-level security.',
    );
  }
}
