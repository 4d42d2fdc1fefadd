import { randomBytes, randomUUID } from 'node:crypto';
import { emptyDocument, type Route, type RoutingDocument } from '@app/routing';
import { agentEndpointContext, credentialContext } from '../../apps/api/src/credentials/sealed-columns.js';
import { asJson } from '../../apps/api/src/database/as-json.js';
import type { DatabaseClient } from '../../apps/api/src/database/supabase.token.js';
import { unwrap } from '../../apps/api/src/database/unwrap.js';
import { inParallel } from './proof.js';
import { newSid, type Seal, type WebhookAccount } from './webhook-account.js';

/** An account of a fleet: each of its numbers rings an agent or a telephone, by turns. */
export interface FleetAccount extends WebhookAccount {
  readonly agentId: string;
  readonly sipUser: string;
  readonly sipPassword: string;
}

/** A telephone that the policy of a fleet's tenants permits. */
export const FORWARDED_TO = '+12125550123';

const AT_ONCE = 100;

/**
 * Many tenants with one account each, in the database as connecting, importing and publishing would leave them. Numbers are unique:
 * +1 and ten digits, counted up.
 */
export async function addFleet(
  database: DatabaseClient,
  seal: Seal,
  userIds: readonly string[],
  numbersEach: number,
): Promise<FleetAccount[]> {
  const fleet = userIds.map((userId, index) => newAccount(userId, index, numbersEach));
  for (let from = 0; from < fleet.length; from += AT_ONCE)
    await store(database, seal, fleet.slice(from, from + AT_ONCE));
  await inParallel(fleet, 4, async ({ userId, agentId, numbers }) =>
    unwrap(
      await database.rpc('publish_routing', {
        p_user_id: userId,
        p_document: asJson(documentOf(agentId, numbers)),
        p_expected: null,
        p_note: null,
        p_actor_kind: 'user',
        p_actor_id: userId,
      }),
    ),
  );
  return fleet;
}

function newAccount(userId: string, index: number, numbersEach: number): FleetAccount {
  return {
    userId,
    credentialId: randomUUID(),
    ingressId: randomBytes(16).toString('hex'),
    accountSid: newSid('AC'),
    authToken: randomBytes(16).toString('hex'),
    numbers: Array.from({ length: numbersEach }, (_, at) => `+1${String(4_150_000_000 + index * numbersEach + at)}`),
    agentId: randomUUID(),
    sipUser: `tl-${randomBytes(12).toString('hex')}`,
    sipPassword: randomBytes(16).toString('hex'),
  };
}

async function store(database: DatabaseClient, seal: Seal, accounts: readonly FleetAccount[]): Promise<void> {
  unwrap(
    await database.from('user_twilio_credentials').insert(
      accounts.map(({ credentialId, userId, accountSid, authToken, ingressId }) => ({
        id: credentialId,
        user_id: userId,
        account_sid: accountSid,
        auth_token: seal(credentialContext(userId, credentialId, 'auth_token'), authToken),
        ingress_id: ingressId,
        label: credentialId,
        status: 'ready',
      })),
    ),
  );
  unwrap(
    await database.from('user_phone_numbers').insert(
      accounts.flatMap(({ userId, credentialId, numbers }) =>
        numbers.map((number) => ({
          user_id: userId,
          credential_id: credentialId,
          phone_number: number,
          phone_number_sid: newSid('PN'),
          plane: 'webhook',
        })),
      ),
    ),
  );
  unwrap(
    await database
      .from('agents')
      .insert(
        accounts.map(({ agentId, userId }) => ({ id: agentId, user_id: userId, name: 'desk', agent_name: 'inbound' })),
      ),
  );
  unwrap(
    await database.from('agent_endpoints').insert(
      accounts.map(({ agentId, userId, credentialId, sipUser, sipPassword }) => {
        const id = randomUUID();
        return {
          id,
          user_id: userId,
          credential_id: credentialId,
          agent_id: agentId,
          sip_user: sipUser,
          sip_password: seal(agentEndpointContext(userId, id), sipPassword),
        };
      }),
    ),
  );
}

/** Opening hours, an agent or a telephone for each number by turns, and a sentence when nobody answers. */
export function documentOf(agentId: string, numbers: readonly string[]): RoutingDocument {
  const sorry = {
    kind: 'announcement',
    text: 'Nobody can take your call. Please try again.',
    language: 'en-US',
  } as const;
  const route = (index: number): Route => ({
    hoursId: index % 4 === 0 ? 'office' : null,
    target: ringsAgent(index) ? { kind: 'agent', agentId } : { kind: 'number', number: FORWARDED_TO },
    closed: sorry,
    ringSeconds: 25,
    onBusy: sorry,
    onNoAnswer: sorry,
    onFailure: sorry,
    callerId: 'caller',
    record: 'do-not-record',
  });
  const days = [1, 2, 3, 4, 5, 6, 7] as const;
  return {
    ...emptyDocument(['US']),
    routes: Object.fromEntries(numbers.map((number, index) => [number, route(index)])),
    agents: { [agentId]: { name: 'desk', agentName: 'inbound' } },
    hours: {
      office: {
        name: 'always',
        timeZone: 'America/New_York',
        weekly: days.map((day) => ({ day, from: '00:00', to: '24:00' })),
        holidays: [],
      },
    },
  };
}

/** Whether the number at this place of an account's list rings the agent. */
export function ringsAgent(index: number): boolean {
  return index % 2 === 0;
}
