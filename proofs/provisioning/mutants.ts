import type { SipGateway } from '@app/livekit';
import { TwilioError, type TrunkGateway } from '@app/twilio-trunk';

type Sql = (text: string, ...parameters: (string | number | null)[]) => Promise<readonly Record<string, unknown>[]>;

export interface Gateways {
  readonly twilio: TrunkGateway;
  readonly livekit: SipGateway;
}

/** The product with one of its safeguards taken out. */
export interface Mutant {
  readonly what: string;
  /** The cells (a part of their names) where the safeguard is needed. */
  readonly cells: RegExp;
  /** Changes the database of a laboratory. */
  readonly database?: (sql: Sql) => Promise<void>;
  /** Changes how an engine reaches the vendors. */
  readonly gateways?: (gateways: Gateways, sql: Sql) => Gateways;
  /** Changes what an engine sends to its database; made anew for each engine. */
  readonly requests?: () => (request: Request) => Promise<Request>;
}

export const MUTANTS = {
  'find-before-create': {
    what: 'a look finds only what is recorded, not what carries our name or mark',
    cells: /^12 .*(500 after|crash before the record)$/,
    gateways: findOnlyRecorded,
  },
  'write-ahead': {
    what: 'what cannot be read back is recorded after the call that changes it, not before',
    cells: /^8 .*crash before the record$/,
    requests: recordBehind,
  },
  fence: {
    what: 'a process whose lease has gone to another may write',
    cells: /^(1|3) .*two replicas$/,
    database: async (sql) =>
      withoutPart(sql, /perform 1 from public\.leases[\s\S]*?raise exception 'lease was lost'[^;]*;\s*end if;/),
  },
  '401 is unknown': {
    what: 'a look that Twilio refuses counts as one that found nothing',
    cells: /^(3|5) .*401 from here$/,
    gateways: ({ twilio, livekit }) => ({ twilio: refusedIsAbsent(twilio), livekit }),
  },
} as const satisfies Readonly<Record<string, Mutant>>;

export type MutantName = keyof typeof MUTANTS;

export const MUTANT_NAMES = Object.keys(MUTANTS) as readonly MutantName[];

export function isMutant(name: string): name is MutantName {
  return Object.hasOwn(MUTANTS, name);
}

function findOnlyRecorded({ twilio, livekit }: Gateways, sql: Sql): Gateways {
  const recorded = async (): Promise<(id: string) => boolean> => {
    const rows = await sql('select external_id from public.provisioned_resources');
    const ids = new Set(rows.map((row) => row['external_id']));
    return (id) => ids.has(id);
  };
  return {
    twilio: overriding(twilio, 'observe', async (account, lookup) => {
      const [seen, isRecorded] = await Promise.all([twilio.observe(account, lookup), recorded()]);
      return {
        ...seen,
        trunks: seen.trunks.filter(({ trunkSid }) => isRecorded(trunkSid)),
        credentialLists: seen.credentialLists.filter(({ credentialListSid }) => isRecorded(credentialListSid)),
      };
    }),
    livekit: overriding(livekit, 'observe', async (lookup) => {
      const [seen, isRecorded] = await Promise.all([livekit.observe(lookup), recorded()]);
      return {
        ...seen,
        outboundTrunks: seen.outboundTrunks.filter(({ outboundTrunkId }) => isRecorded(outboundTrunkId)),
        inboundTrunks: seen.inboundTrunks.filter(({ inboundTrunkId }) => isRecorded(inboundTrunkId)),
        dispatchRules: seen.dispatchRules.filter(({ dispatchRuleId }) => isRecorded(dispatchRuleId)),
      };
    }),
  };
}

function refusedIsAbsent(twilio: TrunkGateway): TrunkGateway {
  return overriding(twilio, 'observe', async (account, lookup) => {
    try {
      return await twilio.observe(account, lookup);
    } catch (error) {
      if (!(error instanceof TwilioError) || error.code !== 'twilio.credentials_rejected') throw error;
      return { trunks: [], credentialLists: [], numbers: [] };
    }
  });
}

interface Progress {
  p_steps?: { readonly state: string; readonly action_key: string }[];
  p_resources?: object[];
}

/** Holds back what comes with the start of a step until its end. */
function recordBehind(): (request: Request) => Promise<Request> {
  const heldBack = new Map<string, object[]>();
  return async (request) => {
    if (!request.url.endsWith('/rpc/record_progress')) return request;
    const body = (await request.clone().json()) as Progress;
    const steps = body.p_steps ?? [];
    const isStart = steps.length > 0 && steps.every(({ state }) => state === 'started');
    const late = steps.filter(({ state }) => state === 'done').flatMap((step) => heldBack.get(step.action_key) ?? []);
    for (const step of isStart ? steps : []) heldBack.set(step.action_key, body.p_resources ?? []);
    const resources = isStart ? [] : [...late, ...(body.p_resources ?? [])];
    return new Request(request, { method: 'POST', body: JSON.stringify({ ...body, p_resources: resources }) });
  };
}

/** Cuts a part out of `record_progress`. */
async function withoutPart(sql: Sql, part: RegExp): Promise<void> {
  const [row] = await sql(`select pg_get_functiondef('public.record_progress'::regproc) as text`);
  const text = String(row?.['text']);
  if (!part.test(text)) throw new Error('record_progress no longer has the part that the mutant takes out');
  await sql(text.replace(part, ''));
}

/** The same gateway with one method replaced. */
function overriding<G extends object, M extends keyof G>(gateway: G, method: M, replacement: G[M]): G {
  return new Proxy(gateway, {
    get: (target, name): unknown => {
      const value: unknown = name === method ? replacement : Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
