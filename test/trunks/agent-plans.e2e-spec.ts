import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '@app/secrets';
import type { InboundAgent } from '../../apps/api/src/trunks/agent-endpoints.store.js';
import { fates, worldOf } from './model-starts.js';
import type { ModelWorld } from './model-world.js';

const NUMBERS = ['+14155550100', '+14155550101', '+12125550102'];
const AGENTS = ['a', 'b'] as const;

/** Who answers each number (null: the installation’s own agent; undefined: it is not ours), and whether TwiML reaches the agents. */
interface Wish {
  readonly answered: readonly ('a' | 'b' | null | undefined)[];
  readonly webhook: boolean;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  answered: fc.tuple(...NUMBERS.map(() => fc.constantFrom('a', 'a', 'b', 'b', null, undefined))),
  webhook: fc.boolean(),
}) as fc.Arbitrary<Wish>;

function want(world: ModelWorld, { answered, webhook }: Wish): void {
  world.numbers = NUMBERS.flatMap((phoneNumber, index) =>
    answered[index] === undefined ? [] : [{ numberSid: `PN${String(index)}`, phoneNumber }],
  );
  world.agents = AGENTS.map((agentId): InboundAgent => ({
    agentId,
    agentName: `agent-${agentId}`,
    numbers: NUMBERS.filter((_, index) => answered[index] === agentId),
    endpoint: webhook
      ? { endpointId: agentId, agentId, sipUser: `tl${agentId}`, sipPassword: new Secret(`Password-${agentId}`) }
      : null,
  }));
}

/** Who answers what at LiveKit: the rule of the trunk on which it is. */
function answers({ vendors }: ModelWorld): Record<string, string> {
  return Object.fromEntries(
    vendors.inbound.flatMap(({ inboundTrunkId, numbers, authUsername, authPassword }) => {
      const rules = vendors.rules.filter(({ trunkIds }) => trunkIds.includes(inboundTrunkId));
      const who = rules.flatMap(({ agentNames }) => agentNames).join();
      return numbers.map((number) => [number, authUsername === '' ? who : `${who} ${authPassword.reveal()}`] as const);
    }),
  );
}

function wished({ answered, webhook }: Wish): Record<string, string> {
  return Object.fromEntries([
    ...NUMBERS.flatMap((number, index) => {
      const agent = answered[index];
      return agent === undefined ? [] : [[number, agent === null ? 'agent' : `agent-${agent}`]];
    }),
    ...AGENTS.flatMap((agent) => (webhook ? [[`tl${agent}`, `agent-${agent} Password-${agent}`]] : [])),
  ]) as Record<string, string>;
}

const empty = (): ModelWorld =>
  worldOf({
    wanted: 0,
    webhook: 0,
    bindings: ['free', 'free', 'free'],
    trunks: [],
    lists: [],
    attach: false,
    foreignInbound: false,
    settings: { secure: false, recorded: false },
  });

describe('numbers that go from agent to agent', () => {
  it('are on one trunk at most at every step, whatever is lost on the way, and end where they were wanted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(wish, fates), { minLength: 1, maxLength: 5 }), async (wishes) => {
        const world = empty();
        for (const [one, first] of wishes) {
          want(world, one);
          // The model refuses a number on a second trunk, so that a plan which puts one there never settles.
          await world.converge('present', first, 1).catch(() => undefined);
          expect(await world.converge('present', [], 3)).toBeLessThanOrEqual(3);
          expect(answers(world)).toEqual(wished(one));
          expect(world.vendors.rules).toHaveLength(world.vendors.inbound.length);
        }
        await world.converge('absent', [], 3);
        expect([world.vendors.inbound, world.vendors.rules]).toEqual([[], []]);
      }),
      { numRuns: 500 },
    );
  });

  it('are never refused for being on another trunk of ours, when nothing is lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { minLength: 2, maxLength: 4 }), async (wishes) => {
        const world = empty();
        for (const one of wishes) {
          want(world, one);
          // A number that leaves Twilio’s trunk is given back in a round of its own.
          expect(await world.converge('present', [], 3)).toBeLessThanOrEqual(2);
          expect(world.refused).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
