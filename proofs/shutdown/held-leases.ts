import postgres from 'postgres';

/** The credentials that a process holds, or has left held: the next one could not work on them until the lease is over. */
export async function heldLeases(databaseUrl: string): Promise<string[]> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    const held = await sql<{ name: string }[]>`
      select name from public.leases where name like 'credential:%' and expires_at > clock_timestamp()`;
    return held.map(({ name }) => name);
  } finally {
    await sql.end();
  }
}
