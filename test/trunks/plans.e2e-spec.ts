import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Action } from '../../apps/api/src/trunks/plan-connection.js';
import { EDITS } from './model-edits.js';
import { FRIENDLY, fates, start, theirs, worldOf } from './model-starts.js';
import type { ModelWorld } from './model-world.js';

describe('a plan carried out', () => {
  it('settles within three rounds from any account, whatever was lost on the way, and then has nothing to do', async () => {
    await fc.assert(
      fc.asyncProperty(start, fates, async (given, first) => {
        const world = worldOf(given);
        await world.converge('present', first).catch(() => undefined);
        expect(await world.converge('present', [], 3)).toBeLessThanOrEqual(3);
        expect(world.plan('present').actions).toEqual([]);
        expectOneOfEach(world);
      }),
      { numRuns: 400 },
    );
  });

  it('leaves after its undo exactly what was there before it came, and nothing of ours', async () => {
    await fc.assert(
      fc.asyncProperty(start, fates, fates, async (given, coming, going) => {
        const world = worldOf(given);
        const before = theirs(world);
        await world.converge('present', coming, 1).catch(() => undefined);
        await world.converge('absent', going).catch(() => undefined);
        await world.converge('absent', [], 3);
        expect(theirs(world)).toEqual(before);
        const { trunks, lists, outbound, rules } = world.vendors;
        const left = [...trunks, ...lists].filter(({ friendlyName }) => friendlyName === FRIENDLY);
        expect([left, outbound, rules]).toEqual([[], [], []]);
        expect(world.resources.filter(({ ownership }) => ownership === 'created')).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('mends whatever somebody changed or deleted behind our back, within three rounds', async () => {
    await fc.assert(
      fc.asyncProperty(
        start,
        fc.array(fc.constantFrom(...Object.keys(EDITS)), { maxLength: 6 }),
        async (given, edits) => {
          const world = worldOf(given);
          await world.converge('present');
          for (const edit of edits) EDITS[edit]?.(world);
          expect(await world.converge('present', [], 3)).toBeLessThanOrEqual(3);
          expectOneOfEach(world);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('gives a number its first binding back although somebody took it off the trunk in between', async () => {
    const world = worldOf({
      wanted: 1,
      webhook: 0,
      bindings: ['app', 'free', 'free'],
      trunks: [],
      lists: [],
      attach: false,
      foreignInbound: false,
      settings: { secure: false, recorded: false },
    });
    const before = theirs(world);
    await world.converge('present');
    EDITS['take the numbers off']?.(world);
    await world.converge('present');
    await world.converge('absent');
    expect(theirs(world)).toEqual(before);
  });

  it('gives every number its binding back, whichever planes it was on in between and whatever became of the calls', async () => {
    const planes = fc.array(fc.constantFrom('trunk', 'webhook', 'none' as const), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(start, fc.array(planes, { minLength: 1, maxLength: 4 }), fates, async (given, moves, coming) => {
        const world = worldOf(given);
        const [before, all] = [theirs(world), [...world.vendors.numbers]];
        for (const move of moves) {
          world.numbers = all.filter((_, index) => move[index] === 'trunk');
          world.webhookNumbers = all.filter((_, index) => move[index] === 'webhook');
          await world.converge('present', coming, 2).catch(() => undefined);
        }
        await world.converge('present');
        expect(onPlanes(world)).toEqual([]);
        await world.converge('absent');
        expect(theirs(world)).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  it('never removes, and never changes before adopting it, what is not ours', async () => {
    await fc.assert(
      fc.asyncProperty(start, fates, async (given, first) => {
        const world = worldOf(given);
        const foreign = new Set(
          (theirs(world) as { trunks: { trunkSid: string }[]; lists: { credentialListSid: string }[] }).trunks
            .map(({ trunkSid }) => trunkSid)
            .concat(world.vendors.lists.filter((l) => l.friendlyName === 'Theirs').map((l) => l.credentialListSid)),
        );
        await world.converge('present', first).catch(() => undefined);
        await world.converge('absent');
        expect(offences(world.performed, foreign)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('has keys that are unique and dependencies that come first', () => {
    fc.assert(
      fc.property(start, fc.constantFrom('present' as const, 'absent' as const), (given, presence) => {
        const { actions } = worldOf(given).plan(presence);
        const keys = actions.map(({ key }) => key);
        const known = new Set(keys);
        expect(keys).toHaveLength(known.size);
        expect(
          actions.filter(({ key, dependsOn }) => dependsOn.some((parent) => parent === key || !known.has(parent))),
        ).toEqual([]);
      }),
    );
  });
});

/** Numbers that are not as their plane wants them; those on a trunk of somebody else are theirs to decide. */
function onPlanes({ vendors, numbers, webhookNumbers }: ModelWorld): unknown[] {
  const ours = vendors.trunks.find(({ friendlyName }) => friendlyName === FRIENDLY)?.trunkSid;
  return vendors.numbers.filter((number) => {
    const isOn = (list: ModelWorld['numbers']): boolean => list.some(({ numberSid }) => numberSid === number.numberSid);
    if (number.trunkSid !== null && number.trunkSid !== ours) return false;
    const hooks = [number.voiceUrl, number.voiceFallbackUrl, number.statusCallback].filter((url) =>
      url?.startsWith('https://trunkline.example/'),
    );
    if (isOn(numbers)) return number.trunkSid !== ours || hooks.length > 0;
    return isOn(webhookNumbers)
      ? number.trunkSid !== null || number.voiceApplicationSid !== null || hooks.length < 3
      : number.trunkSid !== null || hooks.length > 0;
  });
}

/** Actions that touch what is not ours: removals, changes before an adoption, numbers taken from another trunk. */
function offences(performed: readonly Action[], foreign: ReadonlySet<string>): Action[] {
  const adopted = new Set<string>();
  return performed.filter((action) => {
    switch (action.type) {
      case 'adopt-trunk':
        adopted.add(action.trunkSid);
        return false;
      case 'update-trunk':
        return foreign.has(action.trunkSid) && !adopted.has(action.trunkSid);
      case 'delete-trunk':
        return foreign.has(action.trunkSid);
      case 'delete-credential-list':
        return foreign.has(action.credentialListSid);
      case 'attach-number':
        return action.number.trunkSid !== null;
      default:
        return false;
    }
  });
}

/** Invariants I1 and I10 of the tenant's objects, as far as a model can tell. */
function expectOneOfEach({ vendors, numbers, credential }: ModelWorld): void {
  const domain = vendors.trunks.filter(({ domainName }) => domainName === credential.domainName);
  const urls = domain.flatMap(({ originationUrls }) => originationUrls);
  const inbound = vendors.inbound.filter(({ mark }) => mark !== null);
  expect({
    trunks: domain.length,
    lists: vendors.lists.filter(({ friendlyName }) => friendlyName === FRIENDLY).length,
    urls: urls.filter(({ sipUrl }) => sipUrl.startsWith('sip:lk.example.com')).length,
    outbound: vendors.outbound.length,
    inboundTooMany: inbound.length > (numbers.length === 0 ? 0 : 1),
    inboundWithoutNumbers: inbound.filter((trunk) => trunk.numbers.length === 0),
    rules: vendors.rules.map(({ trunkIds }) => trunkIds),
  }).toEqual({
    trunks: 1,
    lists: 1,
    urls: 1,
    outbound: 1,
    inboundTooMany: false,
    inboundWithoutNumbers: [],
    rules: inbound.map(({ inboundTrunkId }) => [inboundTrunkId]),
  });
}
