import { inboundBreaches } from './inbound-sides.js';
import type {
  AccountState,
  CredentialListState,
  LiveKitState,
  OutboundTrunkState,
  Table,
  TrunkState,
} from './sandbox-state.js';
import { UNDECRYPTABLE, type StoredCredential, type StoredState } from './stored-state.js';

/** What `LIVEKIT_AGENT_NAME` is when nobody says otherwise. */
const OWN_AGENT = 'trunkline-agent';

/** The two vendors' whole state as the sandbox tells it, dates included. */
export interface VendorState {
  readonly account: AccountState;
  readonly livekit: LiveKitState;
}

/** All that is known when a story is over and nobody works on it any more. */
export interface Outcome {
  /** Before Trunkline's first change. */
  readonly before: VendorState;
  readonly after: VendorState;
  readonly stored: StoredState;
  /** Whether the tenant's connection should be there or undone. */
  readonly expected: 'present' | 'absent';
}

/**
 * What must hold whatever happened on the way (I1, I4, I5, I7, I9, I10 and I11 of `security.md` §4.1, and the undo), each breach as a
 * sentence. What can only be seen while things happen (I2, I3, I6, I8, I12) is checked where it happens.
 */
export function breaches({ before, after, stored, expected }: Outcome): string[] {
  const living = stored.credentials.filter(({ row }) => row.status !== 'removed');
  const wanted = expected === 'present' ? 1 : 0;
  const found = [
    ...onlyOne('I11', 'living credential', living.length, wanted),
    ...stored.credentials.flatMap(stuckRuns),
    ...repeatedKeys(stored),
    ...foreignChanges(before, after, stored),
    ...tombstoneSecrets(stored),
    ...wildcards(after.livekit, stored.installationId),
  ];
  const [credential] = living;
  return expected === 'present' && credential !== undefined
    ? [...found, ...present(credential, stored, after)]
    : [...found, ...absent(before, after, stored)];
}

function present(credential: StoredCredential, stored: StoredState, { account, livekit }: VendorState): string[] {
  const { row } = credential;
  const trunks = Object.values(account.trunks).filter(
    (trunk) => trunk.friendlyName === row.resource_name || trunk.domainName === row.domain_name,
  );
  const lists = Object.values(account.credentialLists).filter((list) => list.friendlyName === row.resource_name);
  const outbound = marked(livekit.outbound_trunks, row.id);
  const [trunk] = trunks;
  const [list] = lists;
  return [
    ...(row.status === 'ready' ? [] : [`I2: the credential is ${row.status}, not ready`]),
    ...onlyOne('I1', 'trunk', trunks.length, 1),
    ...onlyOne('I1', 'credential list', lists.length, 1),
    ...onlyOne('I1', 'outbound trunk', outbound.length, 1),
    ...inboundBreaches(credential, stored.agentNames, OWN_AGENT, livekit),
    ...(trunk === undefined ? [] : trunkBreaches(trunk, list)),
    ...(list === undefined ? [] : passwordBreaches(credential, list, outbound)),
    ...numberBreaches(credential, account, trunk),
    ...ledgerBreaches(credential, account, livekit),
  ];
}

function trunkBreaches(trunk: TrunkState, list: CredentialListState | undefined): string[] {
  const attached = Object.keys(trunk.credentialLists);
  const targets = Object.values(trunk.originationUrls).map((url) => url.sipUrl);
  return [
    ...(list !== undefined && attached.includes(list.sid) ? [] : ['I1: our credential list is not on our trunk']),
    ...(targets.length === 1 ? [] : [`I1: ${String(targets.length)} origination URLs (${targets.join(', ')})`]),
  ];
}

/** I7: stored password = Twilio's = LiveKit's, for each user name that is in use. */
function passwordBreaches(
  { row, sipPassword, previousSipPassword }: StoredCredential,
  list: CredentialListState,
  outbound: readonly OutboundTrunkState[],
): string[] {
  const wanted = new Map([[row.sip_username, sipPassword]]);
  if (row.previous_sip_username !== null) wanted.set(row.previous_sip_username, previousSipPassword);
  const users = Object.values(list.credentials);
  const [trunk] = outbound;
  return [
    ...[...wanted].flatMap(([username, password]) => {
      const atTwilio = users.filter((user) => user.username === username);
      if (password === null || password === UNDECRYPTABLE) return [`I7: the password of ${String(username)} is lost`];
      if (atTwilio.length !== 1) return [`I1: ${String(atTwilio.length)} users ${String(username)} in the list`];
      return atTwilio[0]?.password === password ? [] : [`I7: Twilio has another password for ${String(username)}`];
    }),
    ...(users.length === wanted.size
      ? []
      : [`I1: ${String(users.length)} users in the list, not ${String(wanted.size)}`]),
    ...(trunk === undefined || (trunk.auth_username === row.sip_username && trunk.auth_password === sipPassword)
      ? []
      : ['I7: LiveKit signs in with another user name or password']),
    ...(trunk === undefined || trunk.address === row.domain_name ? [] : ['I5: LiveKit dials another domain']),
  ];
}

function numberBreaches({ numbers }: StoredCredential, account: AccountState, trunk: TrunkState | undefined): string[] {
  const wanted = numbers.map(({ phoneNumber }) => phoneNumber).toSorted();
  const onTrunk = Object.values(account.numbers)
    .filter((number) => trunk !== undefined && number.trunkSid === trunk.sid)
    .map((number) => number.phoneNumber)
    .toSorted();
  return onTrunk.join() === wanted.join() ? [] : [`I5: on the trunk are ${onTrunk.join()}, wanted ${wanted.join()}`];
}

/** I5: what the ledger names exists, and what exists and is ours is in the ledger. */
function ledgerBreaches(
  { row, resources, webhookNumbers }: StoredCredential,
  account: AccountState,
  livekit: LiveKitState,
): string[] {
  const recorded = new Set(resources.map(({ kind, externalId }) => `${kind} ${externalId}`));
  const trunks = Object.values(account.trunks).filter((trunk) => trunk.friendlyName === row.resource_name);
  const lists = Object.values(account.credentialLists).filter((list) => list.friendlyName === row.resource_name);
  const real = new Set([
    ...trunks.map((trunk) => `twilio.trunk ${trunk.sid}`),
    ...trunks.flatMap((trunk) => Object.keys(trunk.originationUrls).map((sid) => `twilio.origination-url ${sid}`)),
    ...trunks.flatMap((trunk) =>
      Object.keys(trunk.credentialLists).map((sid) => `twilio.credential-list-mapping ${sid}`),
    ),
    ...lists.map((list) => `twilio.credential-list ${list.sid}`),
    ...lists.flatMap((list) => Object.keys(list.credentials).map((sid) => `twilio.credential ${sid}`)),
    ...Object.values(account.numbers)
      .filter((number) => trunks.some((trunk) => trunk.sid === number.trunkSid))
      .map((number) => `twilio.number ${number.sid}`),
    ...webhookNumbers.map(({ numberSid }) => `twilio.number ${numberSid}`),
    ...marked(livekit.outbound_trunks, row.id).map((trunk) => `livekit.outbound-trunk ${trunk.sip_trunk_id}`),
    ...marked(livekit.inbound_trunks, row.id).map((trunk) => `livekit.inbound-trunk ${trunk.sip_trunk_id}`),
    ...marked(livekit.dispatch_rules, row.id).map((rule) => `livekit.dispatch-rule ${rule.sip_dispatch_rule_id}`),
  ]);
  return [
    ...[...recorded].filter((key) => !real.has(key)).map((key) => `I5: recorded, but not there: ${key}`),
    ...[...real].filter((key) => !recorded.has(key)).map((key) => `I5: there, but not recorded: ${key}`),
  ];
}

/** Undone: the account and the project are as they were, and we know of nothing that is left. */
function absent(before: VendorState, after: VendorState, stored: StoredState): string[] {
  return [
    ...differences('undo: the account', withoutDates(before.account), withoutDates(after.account)),
    ...differences('undo: the LiveKit project', withoutDates(before.livekit), withoutDates(after.livekit)),
    ...stored.credentials.flatMap(({ resources }) => resources.map(({ kind }) => `I5: still recorded: ${kind}`)),
    ...stored.credentials.flatMap(({ numbers }) => numbers.map((number) => `I5: still ours: ${number.phoneNumber}`)),
    ...stored.credentials.flatMap(({ endpoints }) => endpoints.map(({ agentId }) => `undo: ${agentId} has a password`)),
  ];
}

function tombstoneSecrets({ credentials }: StoredState): string[] {
  return credentials
    .filter(({ row }) => row.status === 'removed')
    .filter(({ row }) => row.auth_token ?? row.api_key_secret ?? row.sip_password ?? row.previous_sip_password)
    .map(({ row }) => `undo: the removed credential ${row.id} still has a secret`);
}

/** I4: what was there before and is not ours is there still, to the date of its last change. */
function foreignChanges(before: VendorState, after: VendorState, stored: StoredState): string[] {
  const touched = new Set(
    stored.credentials.flatMap(({ numbers, webhookNumbers }) =>
      [...numbers, ...webhookNumbers].map((number) => number.numberSid),
    ),
  );
  const tables = [
    ['trunk', before.account.trunks, after.account.trunks],
    ['credential list', before.account.credentialLists, after.account.credentialLists],
    ['application', before.account.applications, after.account.applications],
    ['IP access control list', before.account.ipAccessControlLists, after.account.ipAccessControlLists],
    ['outbound trunk', before.livekit.outbound_trunks, after.livekit.outbound_trunks],
    ['inbound trunk', before.livekit.inbound_trunks, after.livekit.inbound_trunks],
    ['dispatch rule', before.livekit.dispatch_rules, after.livekit.dispatch_rules],
  ] as const;
  return [
    ...tables.flatMap(([name, was, is]) =>
      Object.entries<object>(was).flatMap(([id, object]) =>
        sameJson(object, is[id]) ? [] : [`I4: the ${name} ${id}, which is not ours, was changed or removed`],
      ),
    ),
    ...Object.values(before.account.numbers).flatMap((number) => {
      const now = after.account.numbers[number.sid];
      if (now === undefined) return [`I4: the number ${number.phoneNumber} is gone from the account`];
      // Given back or never touched. One that is ours now is looked at by name elsewhere.
      return touched.has(number.sid) || sameJson(withoutDates(number), withoutDates(now))
        ? []
        : [`I4: the number ${number.phoneNumber} is not as it was`];
    }),
  ];
}

/** I9: nothing waits for ever. */
function stuckRuns({ runs }: StoredCredential): string[] {
  return runs
    .filter(({ status }) => status === 'queued' || status === 'running')
    .map(({ kind, status }) => `I9: a ${kind} run is still ${status}`);
}

function repeatedKeys({ credentials }: StoredState): string[] {
  const keys = credentials.flatMap(({ runs }) => runs.flatMap(({ idempotencyKey }) => idempotencyKey ?? []));
  return keys.length === new Set(keys).size ? [] : ['I11: one Idempotency-Key opened two runs'];
}

/** I10: what has no number or no trunk id answers for everybody. */
function wildcards(livekit: LiveKitState, installationId: string): string[] {
  const ours = ({ metadata }: { readonly metadata: string }): boolean => metadata.includes(`"${installationId}"`);
  return [
    ...Object.values(livekit.inbound_trunks)
      .filter((trunk) => ours(trunk) && trunk.numbers.length === 0)
      .map((trunk) => `I10: the inbound trunk ${trunk.sip_trunk_id} has no numbers`),
    ...Object.values(livekit.dispatch_rules)
      .filter((rule) => ours(rule) && rule.trunk_ids.length === 0)
      .map((rule) => `I10: the rule ${rule.sip_dispatch_rule_id} names no trunk`),
  ];
}

function marked<T extends { readonly metadata: string }>(table: Table<T>, credentialId: string): T[] {
  return Object.values(table).filter(({ metadata }) => metadata.includes(credentialId));
}

function onlyOne(invariant: string, what: string, count: number, wanted: number): string[] {
  return count === wanted ? [] : [`${invariant}: ${String(count)} × ${what}, not ${String(wanted)}`];
}

const DATES = new Set(['dateCreated', 'dateUpdated', 'dateTrunkSet', 'created_at', 'updated_at', 'seq']);

function withoutDates(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (DATES.has(key) ? undefined : inner))) as unknown;
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The paths at which two values differ, so that a breach can be looked into. */
function differences(where: string, was: unknown, is: unknown): string[] {
  if (sameJson(was, is)) return [];
  if (typeof was !== 'object' || typeof is !== 'object' || was === null || is === null) {
    return [`${where} is not as it was`];
  }
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...keys].flatMap((key) =>
    differences(`${where}.${key}`, (was as Record<string, unknown>)[key], (is as Record<string, unknown>)[key]),
  );
}
