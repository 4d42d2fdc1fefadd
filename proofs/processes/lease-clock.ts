import postgres from 'postgres';

/**
 * Who took which lease, by a trigger of our own beside the product's tables: the product itself does not care which process a holder
 * belonged to. With that the leases of a dead process, and no others, can be made to run out now, which stands for the minute that
 * would otherwise pass.
 */
export class LeaseClock {
  private readonly sql: postgres.Sql;

  private constructor(databaseUrl: string) {
    this.sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  }

  /** The product's tables must be there already. */
  static async install(databaseUrl: string): Promise<LeaseClock> {
    const clock = new LeaseClock(databaseUrl);
    await clock.sql.unsafe(`
      create schema if not exists proof;
      create table if not exists proof.holders (holder text primary key, session text not null);
      grant usage on schema proof to public;
      create or replace function proof.note_holder() returns trigger
      language plpgsql security definer set search_path = '' as $$
      begin
        insert into proof.holders values (new.holder, current_setting('application_name')) on conflict do nothing;
        return null;
      end $$;
      drop trigger if exists note_holder on public.leases;
      create trigger note_holder after insert or update on public.leases
        for each row execute function proof.note_holder();`);
    return clock;
  }

  /** Lets a minute pass for the leases of a process that cannot renew them any more. */
  async runOut(session: string): Promise<void> {
    await this.sql`
      update public.leases set expires_at = '-infinity'
      where holder in (select holder from proof.holders where session = ${session})`;
  }

  async close(): Promise<void> {
    await this.sql.unsafe('drop trigger if exists note_holder on public.leases; drop schema if exists proof cascade');
    await this.sql.end();
  }
}
