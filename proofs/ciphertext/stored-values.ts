import type { SupabaseClient } from '@supabase/supabase-js';
import type { SealedColumn } from '../../apps/api/src/credentials/sealed-columns.js';
import type { Answer } from '../harness/world.js';
import type { Stage } from '../routes/stage.js';

/**
 * The sealed columns that a request opens. `previous_auth_token` is kept for webhooks and opened by nothing yet; in memory it is
 * forged like the others.
 */
const OPENED_COLUMNS = [
  'auth_token',
  'api_key_secret',
  'sip_password',
  'previous_sip_password',
] as const satisfies readonly SealedColumn[];

/** A stored value: the column of a credential. */
export interface Cell {
  readonly credentialId: string;
  readonly column: SealedColumn;
  readonly token: string;
  /** The access token of the tenant whose row it is. */
  readonly as: string;
}

/** What the API is asked while a row is wrong; each needs the row's secrets. */
export const QUESTIONS: readonly {
  readonly name: string;
  readonly ask: (stage: Stage, cell: Cell) => Promise<Answer>;
}[] = [
  {
    name: 'sip-config',
    ask: async ({ world }, { as, credentialId }) =>
      world.send('GET', `/api/v1/sip-config?mode=inline&credentialId=${credentialId}`, { as }),
  },
  { name: 'verify', ask: async (stage, cell) => onTrunk(stage, cell, 'POST', '/trunk/verify') },
  { name: 'plan', ask: async (stage, cell) => onTrunk(stage, cell, 'GET', '/trunk/plan') },
];

async function onTrunk({ world }: Stage, { as, credentialId }: Cell, method: string, rest: string): Promise<Answer> {
  return world.send(method, `/api/v1/twilio-credentials/${credentialId}${rest}`, { as });
}

/** Gives a credential a value in each of these columns, as its tenant would: a key is set, the SIP password rotated. */
export async function fillColumns(stage: Stage, credentialId: string, accountSid: string, as: string): Promise<void> {
  const { world } = stage;
  const path = `/api/v1/twilio-credentials/${credentialId}`;
  const must = (answer: Answer): Answer => {
    if (answer.status >= 300) throw new Error(`${path}: ${String(answer.status)} ${answer.text}`);
    return answer;
  };
  const { runId } = must(await world.send('POST', `${path}/rotate-sip-password`, { as, body: {} })).body as {
    runId: string;
  };
  await world.runFinished(as, credentialId, runId);
  const key = await world.control<{ keySid: string; secret: string }>('POST', `/accounts/${accountSid}/keys`, {
    kind: 'main',
  });
  const body = { apiKeySid: key.keySid, apiKeySecret: key.secret };
  must(await world.send('PUT', `${path}/api-key`, { as, body }));
}

/** All sealed values of those credentials, past row-level security. */
export async function readCells(stage: Stage, owners: Readonly<Record<string, string>>): Promise<Cell[]> {
  const client: SupabaseClient = stage.supabase.asService();
  const { data, error } = await client
    .from('user_twilio_credentials')
    .select(['id', ...OPENED_COLUMNS].join(', '))
    .in('id', Object.keys(owners));
  if (error !== null) throw new Error(error.message);
  return (data as unknown as Record<string, string | null>[]).flatMap((row) =>
    OPENED_COLUMNS.flatMap((column) => {
      const token = row[column];
      const credentialId = row['id'] ?? '';
      if (token === null || token === undefined) throw new Error(`${column} of ${credentialId} is empty`);
      return [{ credentialId, column, token, as: owners[credentialId] ?? '' }];
    }),
  );
}

export async function store(stage: Stage, { credentialId, column }: Cell, token: string): Promise<void> {
  const client: SupabaseClient = stage.supabase.asService();
  const { error } = await client
    .from('user_twilio_credentials')
    .update({ [column]: token })
    .eq('id', credentialId);
  if (error !== null) throw new Error(error.message);
}
