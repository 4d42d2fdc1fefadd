import { randomInt } from 'node:crypto';
import type { Json } from './wire-client.js';
import { WireClient } from './wire-client.js';

/** A client with a number that is new in each test, and short words for what tests make. */
export class WireBench extends WireClient {
  number = '';

  renew(): void {
    this.number = newNumber();
  }

  /** On the test's number, unless told otherwise; resolves to the trunk's id. */
  makeInbound(trunk: Json = {}): Promise<string> {
    return this.#make('CreateSIPInboundTrunk', { numbers: [this.number], ...trunk });
  }

  makeOutbound(trunk: Json = {}): Promise<string> {
    return this.#make('CreateSIPOutboundTrunk', { address: 'a.pstn.twilio.com', numbers: [this.number], ...trunk });
  }

  async makeRule(fields: Json): Promise<string> {
    return String((await this.ask('CreateSIPDispatchRule', fields))['sip_dispatch_rule_id']);
  }

  async items(method: string, body: object): Promise<Json[]> {
    return (await this.ask(method, body))['items'] as Json[];
  }

  async #make(method: string, trunk: Json): Promise<string> {
    return String((await this.ask(method, { trunk }))['sip_trunk_id']);
  }
}

/** A number that nobody has: 15 digits, which no number that begins like this has. */
export function newNumber(): string {
  return `+1555${String(randomInt(10 ** 11)).padStart(11, '0')}`;
}
