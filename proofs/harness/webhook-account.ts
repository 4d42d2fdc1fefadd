import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { emptyDocument, type RoutingDocument } from '@app/routing';
import type { SecretContext } from '@app/secrets';
import { asJson } from '../../apps/api/src/database/as-json.js';
import type { DatabaseClient } from '../../apps/api/src/database/supabase.token.js';
import { unwrap } from '../../apps/api/src/database/unwrap.js';
import { agentEndpointContext, credentialContext } from '../../apps/api/src/credentials/sealed-columns.js';

/** A Twilio account as the database has it, with what only Twilio and we know. */
export interface WebhookAccount {
  readonly userId: string;
  readonly credentialId: string;
  readonly ingressId: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** On the webhook plane. */
  readonly numbers: readonly string[];
}

/** How the application seals what it stores. */
export type Seal = (context: SecretContext, text: string) => string;

export const newSid = (prefix: string): string => prefix + randomBytes(16).toString('hex');

/** Makes an account of a tenant, with its numbers, as connecting and importing would leave it. */
export async function addWebhookAccount(
  database: DatabaseClient,
  seal: Seal,
  userId: string,
  numbers: readonly string[],
): Promise<WebhookAccount> {
  const account: WebhookAccount = {
    userId,
    credentialId: randomUUID(),
    ingressId: randomBytes(16).toString('hex'),
    accountSid: newSid('AC'),
    authToken: randomBytes(16).toString('hex'),
    numbers,
  };
  const { credentialId } = account;
  unwrap(
    await database.from('user_twilio_credentials').insert({
      id: credentialId,
      user_id: userId,
      account_sid: account.accountSid,
      auth_token: seal(credentialContext(userId, credentialId, 'auth_token'), account.authToken),
      ingress_id: account.ingressId,
      label: credentialId,
      status: 'ready',
    }),
  );
  if (numbers.length > 0) {
    const rows = numbers.map((number) => ({
      user_id: userId,
      credential_id: credentialId,
      phone_number: number,
      phone_number_sid: newSid('PN'),
      plane: 'webhook',
    }));
    unwrap(await database.from('user_phone_numbers').insert(rows));
  }
  return account;
}

/** Publishes a document as the next version; returns its number. */
export async function publish(
  database: DatabaseClient,
  userId: string,
  document: RoutingDocument,
  expected: number | null,
): Promise<number> {
  const version = unwrap(
    await database.rpc('publish_routing', {
      p_user_id: userId,
      p_document: asJson(document),
      p_expected: expected,
      p_note: null,
      p_actor_kind: 'user',
      p_actor_id: userId,
    }),
  );
  if (version === null) throw new Error('somebody else has published');
  return version;
}

/** An agent with a way to it over this account. */
export async function addAgent(database: DatabaseClient, seal: Seal, account: WebhookAccount): Promise<string> {
  const { userId, credentialId } = account;
  const [agentId, endpointId] = [randomUUID(), randomUUID()];
  unwrap(await database.from('agents').insert({ id: agentId, user_id: userId, name: agentId, agent_name: 'inbound' }));
  unwrap(
    await database.from('agent_endpoints').insert({
      id: endpointId,
      user_id: userId,
      credential_id: credentialId,
      agent_id: agentId,
      sip_user: `tl-${randomBytes(8).toString('hex')}`,
      sip_password: seal(agentEndpointContext(userId, endpointId), randomBytes(16).toString('hex')),
    }),
  );
  return agentId;
}

/** A document in which each of the numbers says a sentence of its own. */
export function announcing(numbers: readonly string[], say: (number: string) => string): RoutingDocument {
  const hangup = { kind: 'hangup' } as const;
  const route = (number: string) => ({
    hoursId: null,
    target: { kind: 'announcement', text: say(number), language: 'en-US' } as const,
    closed: hangup,
    ringSeconds: 20,
    onBusy: hangup,
    onNoAnswer: hangup,
    onFailure: hangup,
    callerId: 'caller' as const,
    record: 'do-not-record' as const,
  });
  return { ...emptyDocument(['US']), routes: Object.fromEntries(numbers.map((number) => [number, route(number)])) };
}

/** The fields that Twilio sends with a call to a number, about 25 of them. */
export function callFields(
  account: Pick<WebhookAccount, 'accountSid'>,
  to: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const from = '+14155550199';
  return {
    AccountSid: account.accountSid,
    ApiVersion: '2010-04-01',
    CallSid: newSid('CA'),
    CallStatus: 'ringing',
    CallToken: '%7B%22parentCallInfoToken%22%3A%22eyJhbGciOiJFUzI1NiJ9.eyJjYWxsU2lkIjoiQ0EifQ.c2lnbmF0dXJl%22%7D',
    Called: to,
    CalledCity: '',
    CalledCountry: 'US',
    CalledState: 'CA',
    CalledZip: '',
    Caller: from,
    CallerCity: 'SAN FRANCISCO',
    CallerCountry: 'US',
    CallerState: 'CA',
    CallerZip: '94105',
    Direction: 'inbound',
    From: from,
    FromCity: 'SAN FRANCISCO',
    FromCountry: 'US',
    FromState: 'CA',
    FromZip: '94105',
    StirVerstat: 'TN-Validation-Passed-A',
    To: to,
    ToCity: '',
    ToCountry: 'US',
    ToState: 'CA',
    ToZip: '',
    ...more,
  };
}

/** A request as Twilio would make it. */
export interface SignedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Signs as Twilio does (twilio.com/docs/usage/security), written apart from the product's own check. */
export function signed(
  publicUrl: string,
  path: string,
  authToken: string,
  fields: Readonly<Record<string, string>>,
): SignedRequest {
  const pairs = Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1));
  const data = publicUrl + path + pairs.map(([name, value]) => name + value).join('');
  return {
    path,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-twilio-signature': createHmac('sha1', authToken).update(data, 'utf8').digest('base64'),
      'i-twilio-idempotency-token': randomUUID(),
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
    },
    body: new URLSearchParams(fields).toString(),
  };
}

export function hookPath({ ingressId }: Pick<WebhookAccount, 'ingressId'>, hook: string): string {
  return `/webhooks/twilio/${ingressId}/${hook}`;
}
