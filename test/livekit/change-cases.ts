import { describe, expect, it } from '@jest/globals';
import type { Json } from './wire-client.js';
import type { WireBench } from './wire-bench.js';

const LIST = 'ListSIPInboundTrunk';
const NONE = { numbers: ['+0'] };

/** How objects are shown, changed and removed. */
export function changeCases(wire: WireBench): void {
  describe('answers', () => {
    const dates = { created_at: null, updated_at: null };
    const maps = { headers: {}, headers_to_attributes: {}, attributes_to_headers: {} };

    it('are exactly application/json; the SDK reads no error from anything else', async () => {
      expect((await wire.call(LIST, NONE)).type).toBe('application/json');
      expect((await wire.call(LIST, '{')).type).toBe('application/json');
    });

    it('are snake_case with every default written out, also of an inbound trunk', async () => {
      const trunk = { name: 'wire', numbers: [wire.number], ringing_timeout: '30s' };
      const made = await wire.ask('CreateSIPInboundTrunk', { trunk });
      expect(made).toEqual({
        ...maps,
        ...dates,
        ...trunk,
        sip_trunk_id: expect.stringMatching(/^ST_[0-9A-Za-z]{12}$/),
        metadata: '',
        allowed_addresses: [],
        allowed_numbers: [],
        auth_username: '',
        auth_password: '',
        auth_realm: '',
        include_headers: 'SIP_NO_HEADERS',
        max_call_duration: null,
        krisp_enabled: false,
        media_encryption: 'SIP_MEDIA_ENCRYPT_DISABLE',
        media: null,
      });
    });

    it('show an outbound trunk with its password, in lists too', async () => {
      const trunk = {
        name: 'wire',
        metadata: 'm',
        address: 'a.pstn.twilio.com',
        transport: 'SIP_TRANSPORT_TLS',
        numbers: ['*'],
        auth_username: 'agent',
        auth_password: 'Correct-Horse-42',
      };
      const media = { encryption: 'SIP_MEDIA_ENCRYPT_REQUIRE', codecs: [], only_listed_codecs: false };
      const made = await wire.ask('CreateSIPOutboundTrunk', { trunk: { ...trunk, media } });
      expect(made).toEqual({
        ...maps,
        ...dates,
        ...trunk,
        sip_trunk_id: made['sip_trunk_id'],
        destination_country: '',
        include_headers: 'SIP_NO_HEADERS',
        media_encryption: 'SIP_MEDIA_ENCRYPT_DISABLE',
        media,
        from_host: '',
      });
      expect(await wire.items('ListSIPOutboundTrunk', { trunk_ids: [made['sip_trunk_id']] })).toEqual([made]);
      expect(await wire.ask('GetSIPOutboundTrunk', { sip_trunk_id: made['sip_trunk_id'] })).toEqual({ trunk: made });
    });

    it('show a rule, from its older and its newer form', async () => {
      const fields = {
        rule: { dispatch_rule_individual: { room_prefix: 'call', pin: '', no_randomness: false } },
        trunk_ids: [`ST_${wire.number}`],
        name: 'wire',
        metadata: 'm',
        attributes: { a: '1' },
      };
      const rest = {
        ...dates,
        hide_phone_number: false,
        inbound_numbers: [],
        numbers: [],
        room_preset: '',
        room_config: null,
        krisp_enabled: false,
        media_encryption: 'SIP_MEDIA_ENCRYPT_DISABLE',
      };
      const id = { sip_dispatch_rule_id: expect.stringMatching(/^SDR_[0-9A-Za-z]{12}$/) };
      expect(await wire.ask('CreateSIPDispatchRule', fields)).toEqual({ ...rest, ...fields, ...id, media: null });
      await wire.sweep();
      const media = { codecs: [], only_listed_codecs: false };
      const newer = await wire.ask('CreateSIPDispatchRule', { dispatch_rule: fields });
      expect(newer).toEqual({ ...rest, ...fields, ...id, media });
    });
  });

  describe('changes', () => {
    const changeTrunk = (kind: 'Inbound' | 'Outbound', id: string, update: object): Promise<Json> =>
      wire.ask(`UpdateSIP${kind}Trunk`, { sip_trunk_id: id, update });
    const outcomeOf = (kind: string, id: string, update: object): Promise<string> =>
      wire.outcome(`UpdateSIP${kind}Trunk`, { sip_trunk_id: id, update });

    it('of a trunk’s fields leave the others; a list takes remove before add', async () => {
      const id = await wire.makeInbound({ name: 'a', metadata: 'm', numbers: [wire.number, `${wire.number}1`] });
      const numbers = { add: [`${wire.number}2`, wire.number], remove: [wire.number] };
      const changed = await changeTrunk('Inbound', id, { name: 'b', numbers });
      expect(changed).toMatchObject({
        name: 'b',
        metadata: 'm',
        numbers: [`${wire.number}1`, `${wire.number}2`, wire.number],
      });
      expect(await changeTrunk('Inbound', id, { metadata: '', numbers: { set: [wire.number] } })).toMatchObject({
        name: 'b',
        metadata: '',
        numbers: [wire.number],
      });
    });

    it('that replace a trunk forget what is not given', async () => {
      const id = await wire.makeOutbound({ name: 'a', metadata: 'm', auth_username: 'u', auth_password: 'p' });
      const replacement = { address: 'b.pstn.twilio.com', numbers: ['*'] };
      const replaced = await wire.ask('UpdateSIPOutboundTrunk', { sip_trunk_id: id, replace: replacement });
      const gone = { name: '', metadata: '', auth_username: '', auth_password: '' };
      expect(replaced).toMatchObject({ sip_trunk_id: id, ...replacement, ...gone });
    });

    it('reach address, transport and from_host of an outbound trunk', async () => {
      const update = { address: 'b.pstn.twilio.com', transport: 'SIP_TRANSPORT_TCP', from_host: 'h.example' };
      expect(await changeTrunk('Outbound', await wire.makeOutbound(), update)).toMatchObject(update);
    });

    it('write the encryption of the media into the deprecated field, which wins nothing back', async () => {
      const id = await wire.makeInbound({ media_encryption: 'SIP_MEDIA_ENCRYPT_ALLOW' });
      const both = (encryption: string) => ({ media: { encryption }, media_encryption: encryption });
      expect(await changeTrunk('Inbound', id, { name: 'a' })).toMatchObject(both('SIP_MEDIA_ENCRYPT_ALLOW'));
      const media = { encryption: 'SIP_MEDIA_ENCRYPT_REQUIRE' };
      expect(await changeTrunk('Inbound', id, { media })).toMatchObject(both('SIP_MEDIA_ENCRYPT_REQUIRE'));
      const older = { media_encryption: 'SIP_MEDIA_ENCRYPT_ALLOW' };
      expect(await changeTrunk('Inbound', id, older)).toMatchObject(both('SIP_MEDIA_ENCRYPT_REQUIRE'));
    });

    it('that only as a whole break a rule are refused with 500, or 400 by the layer below', async () => {
      const out = await wire.makeOutbound();
      const clear = { numbers: { clear: true } };
      expect(await outcomeOf('Outbound', out, clear)).toBe('500 unknown: no trunk numbers specified');
      expect(await outcomeOf('Outbound', out, { address: 'sip:a' })).toMatch(/^500 unknown: trunk address should be/);
      expect(await outcomeOf('Inbound', await wire.makeInbound(), clear)).toMatch(
        /^400 invalid_argument: twirp error unknown: for security, one of the fields must be set/,
      );
    });

    it('do not find a trunk of the other kind', async () => {
      expect(await outcomeOf('Inbound', await wire.makeOutbound(), { name: 'x' })).toMatch(/^404 not_found/);
      expect(await outcomeOf('Outbound', await wire.makeInbound(), { name: 'x' })).toMatch(/^404 not_found/);
    });

    it('of a rule’s attributes are a difference, its kind is replaced whole', async () => {
      const rule = { dispatch_rule_direct: { room_name: 'r', pin: '1234' } };
      const id = await wire.makeRule({ rule, trunk_ids: [`ST_${wire.number}`], attributes: { a: '1', b: '1' } });
      const individual = { dispatch_rule_individual: { room_prefix: 'p', pin: '', no_randomness: false } };
      const update = { attributes: { a: '', c: '2' }, rule: individual };
      const changed = await wire.ask('UpdateSIPDispatchRule', { sip_dispatch_rule_id: id, update });
      expect(changed).toMatchObject({ rule: individual });
      expect(changed['attributes']).toEqual({ b: '1', c: '2' });
    });
  });

  describe('removals', () => {
    it('of a trunk succeed for one that is not there, and leave its rules', async () => {
      const trunk = await wire.makeInbound();
      const rule = await wire.makeRule({ rule: { dispatch_rule_direct: { room_name: 'r' } }, trunk_ids: [trunk] });
      const answer = await wire.ask('DeleteSIPTrunk', { sip_trunk_id: trunk });
      expect(answer).toMatchObject({ sip_trunk_id: trunk, name: '' });
      expect(await wire.outcome('DeleteSIPTrunk', { sip_trunk_id: trunk })).toBe('200');
      const rules = await wire.items('ListSIPDispatchRule', { dispatch_rule_ids: [rule] });
      expect(rules).toMatchObject([{ trunk_ids: [trunk] }]);
    });

    it('of a rule answer with it, and not a second time', async () => {
      const id = await wire.makeRule({
        rule: { dispatch_rule_direct: { room_name: 'r' } },
        trunk_ids: [`ST_${wire.number}`],
      });
      const remove = { sip_dispatch_rule_id: id };
      expect(await wire.ask('DeleteSIPDispatchRule', remove)).toMatchObject({ trunk_ids: [`ST_${wire.number}`] });
      expect(await wire.outcome('DeleteSIPDispatchRule', remove)).toMatch(/^404 not_found/);
    });
  });
}
