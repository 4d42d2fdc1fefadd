import type { TenantAccount } from '../harness/tenant-account.js';
import type { Kind } from './fields.js';

/** One object as the sandbox keeps it. */
export type Row = Readonly<Record<string, unknown>>;
type Table = Readonly<Record<string, Row>>;

export interface Place {
  readonly kind: Kind;
  readonly id: string;
  readonly row: Row;
  /** The object it hangs on. */
  readonly parent: string | null;
}

interface TwilioState {
  readonly trunks: Table;
  readonly credentialLists: Table;
  readonly numbers: Table;
}
interface LiveKit {
  readonly outbound_trunks: Table;
  readonly inbound_trunks: Table;
  readonly dispatch_rules: Table;
}

export interface Seen {
  /** Our objects, one entry each. */
  readonly places: readonly Place[];
  /** All that is ours, without dates. */
  readonly ours: string;
  /** All that is not, dates included. */
  readonly theirs: string;
}

const OUR_HOOKS = '/webhooks/twilio/';

const LIVEKIT_KINDS = {
  outbound_trunks: 'outbound-trunk',
  inbound_trunks: 'inbound-trunk',
  dispatch_rules: 'dispatch-rule',
} as const;

/**
 * The whole state of one tenant's account and of LiveKit, told apart. `bystander`: another tenant, whom nobody touches. `prior`: SIDs of
 * what was in the account before and is none of our business.
 */
export async function look(one: TenantAccount, bystander: TenantAccount, prior: ReadonlySet<string>): Promise<Seen> {
  const { world } = one;
  const [twilio, other, livekit] = await Promise.all([
    world.control<TwilioState & Row>('GET', `/state/accounts/${one.account.accountSid}`),
    world.control('GET', `/state/accounts/${bystander.account.accountSid}`),
    world.control<LiveKit>('GET', '/state/livekit'),
  ]);
  const isPrior = (id: string): boolean => prior.has(id);
  const isOurs = (_: string, row: Row): boolean => JSON.stringify(row).includes(one.credentialId);
  const numbers = split(
    twilio.numbers,
    (id, row) => !isPrior(String(row['trunkSid'])) && row['trunkSid'] !== null && !isOnWebhooks(id, row),
  );
  const trunks = split(twilio.trunks, (id) => !isPrior(id));
  const lists = split(twilio.credentialLists, (id) => !isPrior(id));
  const sip = (table: keyof LiveKit): Table => split(livekit[table], isOurs)[0];
  const foreign = (table: keyof LiveKit): Table => split(livekit[table], isOurs)[1];
  const places: Place[] = [
    ...rows('trunk', trunks[0]),
    ...Object.values(trunks[0]).flatMap((trunk) => [
      ...rows('origination-url', trunk['originationUrls'] as Table, String(trunk['sid'])),
      ...rows('mapping', trunk['credentialLists'] as Table, String(trunk['sid'])),
    ]),
    ...rows('credential-list', lists[0]),
    ...Object.values(lists[0]).flatMap((list) => rows('credential', list['credentials'] as Table, String(list['sid']))),
    ...rows('number', numbers[0]),
    ...rows('webhook-number', split(twilio.numbers, isOnWebhooks)[0]),
    ...(['outbound_trunks', 'inbound_trunks', 'dispatch_rules'] as const).flatMap((table) =>
      Object.entries(sip(table)).map(([id, row]) => ({
        kind: sideKind(LIVEKIT_KINDS[table], row),
        id,
        row,
        parent: null,
      })),
    ),
  ];
  const { trunks: _t, credentialLists: _l, numbers: _n, ...account } = twilio;
  return {
    places,
    ours: JSON.stringify(
      withoutDates({
        trunks: trunks[0],
        lists: lists[0],
        numbers: twilio.numbers,
        outbound: sip('outbound_trunks'),
        inbound: sip('inbound_trunks'),
        rules: sip('dispatch_rules'),
      }),
    ),
    theirs: JSON.stringify([
      account,
      trunks[1],
      lists[1],
      split(twilio.numbers, isPrior)[0],
      foreign('outbound_trunks'),
      foreign('inbound_trunks'),
      foreign('dispatch_rules'),
      other,
    ]),
  };
}

/** Told apart by its mark, which a case may change: where it does, its edit is made by then. */
function sideKind(kind: (typeof LIVEKIT_KINDS)[keyof typeof LIVEKIT_KINDS], row: Row): Kind {
  const isAgents = kind !== 'outbound-trunk' && String(row['metadata']).includes('"plane":"webhook"');
  return isAgents ? `agent-${kind}` : kind;
}

/** True also when somebody has changed one of the three addresses. */
function isOnWebhooks(_: string, row: Row): boolean {
  return ['voiceUrl', 'voiceFallbackUrl', 'statusCallback'].some((field) => String(row[field]).includes(OUR_HOOKS));
}

/** Ids of objects that a repair may have to make anew, as one word each. */
export function withoutIds(state: string): string {
  return state.replace(/\b(TK|CL|CR|OU)[0-9a-f]{32}\b/g, '<$1>').replace(/\b(ST|SDR)_[A-Za-z0-9]+/g, '<$1>');
}

function rows(kind: Kind, table: Table, parent: string | null = null): Place[] {
  return Object.entries(table).map(([id, row]) => ({ kind, id, row, parent }));
}

function split(table: Table, isOurs: (id: string, row: Row) => boolean): [Table, Table] {
  const entries = Object.entries(table);
  return [
    Object.fromEntries(entries.filter(([id, row]) => isOurs(id, row))),
    Object.fromEntries(entries.filter(([id, row]) => !isOurs(id, row))),
  ];
}

function withoutDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !/^(date[A-Z]|created_at$|updated_at$|seq$)/.test(key))
      .map(([key, inner]) => [key, withoutDates(inner)]),
  );
}
