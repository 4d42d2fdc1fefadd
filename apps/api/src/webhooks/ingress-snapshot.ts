import type { KeyObject } from 'node:crypto';
import type { Id, RoutingSnapshot } from '@app/routing';
import type { AgentEndpoint, HookAddresses } from '@app/twilio-voice';

/** Everything that answering a webhook of one Twilio account stands on, as it was at one moment. Never changed, only replaced. */
export interface IngressSnapshot {
  /** In the address of its webhooks; the one thing that picks the keys. */
  readonly ingressId: string;
  readonly tenantId: string;
  readonly credentialId: string;
  readonly accountSid: string;
  /** Null where the tenant has given an API key and no auth token: nothing can be verified then, and nothing is believed. */
  readonly currentKey: KeyObject | null;
  /** The token before the last rotation, as long as requests that were signed with it may be on their way. */
  readonly previousKey: { readonly key: KeyObject; readonly expiresAt: number } | null;
  /** The caller ids are those of this account, because Twilio takes no other account's. */
  readonly routing: RoutingSnapshot;
  /** Of this account's own hooks. */
  readonly hooks: HookAddresses;
  readonly agentEndpoints: ReadonlyMap<Id, AgentEndpoint>;
}

/** The keys that verify at this moment (milliseconds since 1970). */
export function keysAt({ currentKey, previousKey }: IngressSnapshot, now: number): readonly KeyObject[] {
  const keys = currentKey === null ? [] : [currentKey];
  if (previousKey !== null && now < previousKey.expiresAt) keys.push(previousKey.key);
  return keys;
}
