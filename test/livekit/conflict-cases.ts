import { describe, expect, it } from '@jest/globals';
import { newNumber } from './wire-bench.js';
import type { Json } from './wire-client.js';
import type { WireBench } from './wire-bench.js';

/** What cannot exist side by side. */
export function conflictCases(wire: WireBench): void {
  describe('conflicts of inbound trunks', () => {
    const create = (trunk: Json): Promise<string> => wire.outcome('CreateSIPInboundTrunk', { trunk });
    /** The server names the two in the order in which it came upon them. */
    const between = (one: string, two: string, how: string): RegExp => {
      const pair = `(?:"${one}" and "${two}"|"${two}" and "${one}")`;
      return new RegExp(`^400 invalid_argument: Conflicting inbound SIP Trunks: ${pair}, using the same ${how}$`);
    };

    it('are by number, however it is written, but not by credentials or addresses', async () => {
      const id = await wire.makeInbound();
      const written = `1 (${wire.number.slice(2, 5)}) ${wire.number.slice(5, 8)}-${wire.number.slice(8)}`;
      const how = /number\(s\) \["[^"]+"\] without AllowedNumbers set/.source;
      expect(await create({ numbers: [written] })).toMatch(between('<new>', id, how));
      const closed = { auth_username: 'u', auth_password: 'p', allowed_addresses: ['192.0.2.0/24'] };
      expect(await create({ numbers: [wire.number], ...closed })).toMatch(between('<new>', id, how));
      expect(await create({ numbers: [`${wire.number}1`] })).toBe('200');
    });

    it('are by caller, where callers are named', async () => {
      const caller = newNumber();
      await wire.makeInbound();
      const id = await wire.makeInbound({ allowed_numbers: [caller] });
      const how = String.raw`number\(s\) \["[^"]+"\] and AllowedNumber "\+?${caller.slice(1)}"`;
      const second = { numbers: [wire.number], allowed_numbers: [`${caller}1`, caller.slice(1)] };
      expect(await create(second)).toMatch(between('<new>', id, how));
    });

    it('are between trunks for any number too', async () => {
      const any = { numbers: [], allowed_numbers: [newNumber()] };
      const id = await wire.makeInbound({ ...any, auth_username: 'u', auth_password: 'p' });
      const how = String.raw`number\(s\) <any> and AllowedNumber "[^"]+"`;
      expect(await create({ ...any, allowed_addresses: ['192.0.2.0/24'] })).toMatch(between('<new>', id, how));
    });

    it('are not of a trunk with itself', async () => {
      expect(await create({ numbers: [wire.number, wire.number.slice(1), wire.number] })).toBe('200');
    });

    it('are seen when a trunk grows onto another’s number, not when it moves there; then they are in everybody’s way', async () => {
      const owner = await wire.makeInbound();
      const other = await wire.makeInbound({ numbers: [`${wire.number}1`] });
      const to = (numbers: object) =>
        wire.outcome('UpdateSIPInboundTrunk', { sip_trunk_id: other, update: { numbers } });
      const how = String.raw`number\(s\) \[[^\]]+\] without AllowedNumbers set`;
      expect(await to({ add: [wire.number] })).toMatch(between(owner, other, how));
      expect(await to({ set: [wire.number] })).toBe('200');
      const rename = { sip_trunk_id: owner, update: { name: 'innocent' } };
      expect(await wire.outcome('UpdateSIPInboundTrunk', rename)).toMatch(between(owner, other, how));
    });

    it('are never between outbound trunks', async () => {
      expect(await wire.makeOutbound()).not.toBe(await wire.makeOutbound());
    });
  });

  describe('conflicts of dispatch rules', () => {
    const trunk = () => `ST_${wire.number}`;
    const direct = (pin = '') => ({ dispatch_rule_direct: { room_name: 'r', pin } });
    const create = (fields: Json): Promise<string> =>
      wire.outcome('CreateSIPDispatchRule', { rule: direct(), trunk_ids: [trunk()], ...fields });
    const exists = (id: string, name: string): string =>
      '400 invalid_argument: Dispatch rule for the same trunk, inbound number, number, and PIN combination already ' +
      `exists in dispatch rule "${id}" "${name}"`;

    it('are by trunk and PIN, whatever the kind', async () => {
      const id = await wire.makeRule({ rule: direct(), trunk_ids: [trunk()], name: 'one' });
      const individual = { dispatch_rule_individual: { room_prefix: 'p' } };
      const second = await create({ rule: individual, trunk_ids: [`${trunk()}b`, trunk()] });
      expect([exists(id, 'one'), exists('<new>', '<blank name>')]).toContain(second);
      expect(await create({ rule: direct('1234') })).toBe('200');
    });

    it('are not between different callers or called numbers, which may be written in any way', async () => {
      const rule = (fields: Json) =>
        wire.outcome('CreateSIPDispatchRule', {
          dispatch_rule: { rule: direct(), trunk_ids: [trunk()], ...fields },
        });
      expect(await rule({ numbers: [wire.number] })).toBe('200');
      expect(await rule({ numbers: [`${wire.number}1`] })).toBe('200');
      expect(await rule({ inbound_numbers: [wire.number] })).toBe('200');
      expect(await rule({ numbers: [wire.number.slice(1)] })).toMatch(/already exists in dispatch rule/);
      expect(await rule({ inbound_numbers: [wire.number.slice(1)] })).toMatch(/already exists in dispatch rule/);
    });

    it('are even of a rule with itself', async () => {
      expect(await create({ trunk_ids: [trunk(), trunk()] })).toBe(exists('<new>', '<blank name>'));
    });

    it('are not seen when a rule moves to another’s trunk', async () => {
      await wire.makeRule({ rule: direct(), trunk_ids: [trunk()] });
      const id = await wire.makeRule({ rule: direct(), trunk_ids: [`${trunk()}b`] });
      const to = (trunk_ids: object) =>
        wire.outcome('UpdateSIPDispatchRule', { sip_dispatch_rule_id: id, update: { trunk_ids } });
      expect(await to({ add: [trunk()] })).toMatch(/already exists in dispatch rule/);
      expect(await to({ set: [trunk()] })).toBe('200');
    });
  });
}
