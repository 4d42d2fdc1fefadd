import { describe, expect, it } from '@jest/globals';
import { newNumber } from './wire-bench.js';
import type { Json } from './wire-client.js';
import type { WireBench } from './wire-bench.js';

const LIST = 'ListSIPInboundTrunk';

/** What a look can rely on; and rooms, which have lists of their own. */
export function listCases(wire: WireBench): void {
  describe('lists', () => {
    const idsOf = (list: readonly Json[]): unknown[] => list.map((item) => item['sip_trunk_id']);

    it('show at once what was made, changed and removed', async () => {
      for (let round = 0; round < 5; round += 1) {
        const id = await wire.makeInbound();
        const listed = () => wire.items(LIST, { trunk_ids: [id] });
        expect(idsOf(await listed())).toEqual([id]);
        await wire.ask('UpdateSIPInboundTrunk', { sip_trunk_id: id, update: { name: 'changed' } });
        expect(await listed()).toMatchObject([{ name: 'changed' }]);
        await wire.ask('DeleteSIPTrunk', { sip_trunk_id: id });
        expect(await listed()).toEqual([]);
      }
    });

    it('are in the order of the ids, and go on after a given one', async () => {
      const ids: string[] = [];
      for (let count = 0; count < 4; count += 1) ids.push(await wire.makeInbound({ numbers: [newNumber()] }));
      const [first = '', ...others] = ids.toSorted();
      expect(idsOf(await wire.items(LIST, { trunk_ids: ids.toReversed() }))).toEqual([first, ...others]);
      expect(idsOf(await wire.items(LIST, { trunk_ids: ids, page: { after_id: first } }))).toEqual(others);
    });

    it('of inbound trunks find a number however it is written, and those for any number', async () => {
      const one = await wire.makeInbound();
      const any = await wire.makeInbound({
        numbers: [],
        auth_username: 'u',
        auth_password: 'p',
        allowed_numbers: [wire.number],
      });
      await wire.makeInbound({ numbers: [`${wire.number}1`] });
      const trunk_ids = [one, any];
      const found = await wire.items(LIST, { numbers: [wire.number.slice(1)] });
      expect(idsOf(found)).toEqual(expect.arrayContaining(trunk_ids));
      expect(idsOf(found.filter((trunk) => (trunk['numbers'] as string[]).length > 0))).toEqual([one]);
      expect(idsOf(await wire.items(LIST, { trunk_ids, numbers: ['+0'] }))).toEqual([any]);
    });

    it('leave out an id that is not there', async () => {
      const id = await wire.makeInbound();
      expect(idsOf(await wire.items(LIST, { trunk_ids: ['ST_none', id] }))).toEqual([id]);
    });
  });

  describe('rooms', () => {
    const rooms = (method: string, body: object) =>
      wire.ask(`livekit.RoomService/${method}`, body, { claims: { video: { roomCreate: true, roomList: true } } });
    const agents = (method: string, room: string, body: object) =>
      wire.ask(`livekit.AgentDispatchService/${method}`, body, { claims: { video: { roomAdmin: true, room } } });

    it('are made once, hold their dispatches, and are removed once', async () => {
      const room = `wire-${wire.number}`;
      const made = await rooms('CreateRoom', { name: room, metadata: 'm' });
      try {
        expect(made).toMatchObject({ name: room, metadata: 'm', empty_timeout: 300, departure_timeout: 20 });
        expect(await rooms('CreateRoom', { name: room })).toMatchObject({ sid: made['sid'] });
        expect(await rooms('ListRooms', { names: [room] })).toMatchObject({ rooms: [{ sid: made['sid'] }] });
        const dispatch = await agents('CreateDispatch', room, { room, agent_name: 'nobody', metadata: '{}' });
        expect(dispatch).toMatchObject({ room, agent_name: 'nobody', metadata: '{}' });
        const { agent_dispatches } = await agents('ListDispatch', room, { room });
        const names = (agent_dispatches as Json[]).map((one) => String(one['agent_name'])).toSorted();
        expect(names).toEqual(['', 'nobody']);
      } finally {
        await rooms('DeleteRoom', { room });
      }
      const claims = { video: { roomCreate: true } };
      expect(await wire.outcome('livekit.RoomService/DeleteRoom', { room }, { claims })).toBe(
        '404 not_found: twirp error unknown: requested room does not exist',
      );
    });
  });
}
