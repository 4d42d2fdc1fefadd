import type { Supabase } from '@app/supabase';
import type { EmbeddedDatabase } from '../../libs/supabase/src/embedded/open-embedded.js';
import { supabaseOf } from '../../libs/supabase/src/embedded/open-embedded-supabase.js';
import type { EmbeddedOptions } from '../../libs/supabase/src/supabase.js';
import type { Wire } from './wire.js';

/**
 * A view on a database that stays open when its engine is gone. `isShared`: the engine must not think that it is alone, as on
 * PostgreSQL, so that two can work side by side.
 */
export function wiredSupabase(
  wire: Wire,
  database: EmbeddedDatabase,
  options: EmbeddedOptions,
  isShared: boolean,
): Supabase {
  const serve = async (request: Request): Promise<Response> => {
    wire.refuseWhenCut();
    const calls = await callsOf(request);
    for (const call of calls) await wire.at({ phase: 'before', call });
    const response = await database.serve(request);
    if (response.ok) for (const call of calls) await wire.at({ phase: 'after', call });
    if (isRecord(request)) await wire.at({ phase: 'after', call: response.ok ? 'written' : 'refused' });
    wire.refuseWhenCut();
    return response;
  };
  const supabase = supabaseOf({ ...database, serve }, options);
  return { ...supabase, kind: isShared ? 'postgres' : database.kind, close: async () => Promise.resolve() };
}

/** The moments that a request to the database is, of those that matter. */
async function callsOf(request: Request): Promise<string[]> {
  if (request.url.endsWith('/rpc/create_credential')) return ['store'];
  if (!isRecord(request)) return [];
  const body: unknown = await request.clone().json();
  const { p_steps: steps = [], p_run: run = {} } = body as {
    p_steps?: readonly { readonly state: string; readonly action_key: string }[];
    p_run?: { readonly status?: string };
  };
  return [
    ...steps.filter((step) => step.state === 'done').map((step) => `record ${step.action_key}`),
    ...(run.status === 'succeeded' ? ['record settled'] : []),
  ];
}

/** What a run writes about itself, all of it through this one function. */
function isRecord(request: Request): boolean {
  return request.url.endsWith('/rpc/record_progress');
}
