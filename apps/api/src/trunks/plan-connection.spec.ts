import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CREDENTIAL, ModelWorld, type Fate } from '../../../../test/trunks/model-world.js';

const NUMBERS = ['+14155550100', '+14155550101', '+12125550102'];
const FRIENDLY = CREDENTIAL.resourceName;

/** Somebody's account before we come, with what may lie in our way. */
interface Start {
  /** How many of the account's numbers are wanted on the trunk, and which of all are bound how. */
  readonly wanted: number;
  readonly bindings: readonly ('free' | 'url' | 'app' | 'foreign-trunk')[];
  readonly trunks: readonly ('foreign' | 'our-domain' | 'our-name')[];
  readonly lists: readonly ('foreign' | 'our-name')[];
  readonly attach: boolean;
  readonly foreignInbound: boolean;
  readonly settings: { readonly secure: boolean; readonly recorded: boolean };
}

const start: fc.Arbitrary<Start> = fc.record({
  wanted: fc.nat(3),
  bindings: fc.tuple(...NUMBERS.map(() => fc.constantFrom('free', 'url', 'app', 'foreign-trunk' as const))),
  trunks: fc.uniqueArray(fc.constantFrom('foreign', 'our-domain', 'our-name' as const), { maxLength: 3 }),
  lists: fc.uniqueArray(fc.constantFrom('foreign', 'our-name' as const), { maxLength: 2 }),
  attach: fc.boolean(),
  foreignInbound: fc.boolean(),
  settings: fc.record({ secure: fc.boolean(), recorded: fc.boolean() }),
}) as fc.Arbitrary<Start>;
const fates: fc.Arbitrary<Fate[]> = fc.array(fc.constantFrom<Fate>('done', 'done', 'lost', 'refused'), {
  maxLength: 14,
});

function worldOf(given: Start): ModelWorld {
  const numbers = NUMBERS.map((phoneNumber, index) => ({ numberSid: `PN${index}`, phoneNumber }));
  const world = new ModelWorld(
    {
      ...CREDENTIAL,
      settings: { ...CREDENTIAL.settings, secure: given.settings.secure },
      recording: { ...CREDENTIAL.recording, mode: given.settings.recorded ? 'record-from-answer' : 'do-not-record' },
    },
    numbers.slice(0, given.wanted),
  );
  const { vendors } = world;
  const theirs = { secure: true, transferMode: 'sip-only', disasterRecoveryUrl: 'https://theirs.example' } as const;
  for (const kind of given.lists) {
    const { sid } = vendors.addList(kind === 'our-name' ? FRIENDLY : 'Theirs');
    const list = vendors.lists.find(({ credentialListSid }) => credentialListSid === sid);
    if (list !== undefined) vendors.addCredential(list, 'theirs', 'Their-Password-1');
  }
  for (const kind of given.trunks) {
    const url = { friendlyName: 'Theirs', sipUrl: 'sip:pbx.example.com', priority: 5, weight: 5, enabled: true };
    vendors.addTrunk({
      friendlyName: kind === 'our-name' ? FRIENDLY : 'Theirs',
      domainName: kind === 'our-domain' ? CREDENTIAL.domainName : `${kind}.pstn.twilio.com`,
      ...(kind === 'our-name'
        ? {}
        : { settings: theirs, recording: { mode: 'record-from-ringing', trim: 'trim-silence' } }),
      // Ours is on no trunk that has nothing to do with us.
      credentialListSids: given.attach
        ? vendors.lists
            .filter(({ friendlyName }) => kind !== 'foreign' || friendlyName !== FRIENDLY)
            .map(({ credentialListSid }) => credentialListSid)
        : [],
      originationUrls: [{ ...url, originationUrlSid: vendors.next('OU') }],
    });
  }
  const foreign = vendors.trunks.find(({ domainName }) => domainName === 'foreign.pstn.twilio.com');
  for (const [index, number] of numbers.entries()) {
    const binding = given.bindings[index];
    vendors.numbers.push({
      ...number,
      trunkSid: binding === 'foreign-trunk' ? (foreign?.trunkSid ?? null) : null,
      voiceApplicationSid: binding === 'app' ? 'AP1' : null,
      voiceUrl: binding === 'url' ? 'https://theirs.example/voice' : null,
      voiceMethod: 'POST',
      voiceFallbackUrl: null,
      voiceFallbackMethod: 'POST',
    });
  }
  if (given.foreignInbound) {
    vendors.inbound.push({
      inboundTrunkId: 'ST_foreign',
      name: 'theirs',
      mark: null,
      numbers: [NUMBERS[0] ?? ''],
      mediaEncryption: 'disable',
      requiresAuth: false,
      restrictions: [],
    });
  }
  return world;
}

/** What somebody at Twilio or LiveKit might do to our things. */
const EDITS: Readonly<Record<string, (world: ModelWorld) => void>> = {
  'delete our trunk': ({ vendors, credential }) => {
    const index = vendors.trunks.findIndex(({ domainName }) => domainName === credential.domainName);
    const [gone] = index < 0 ? [] : vendors.trunks.splice(index, 1);
    for (const number of vendors.numbers) if (number.trunkSid === gone?.trunkSid) number.trunkSid = null;
  },
  'rename our trunk': ({ vendors }) => {
    for (const trunk of vendors.trunks) if (trunk.friendlyName === FRIENDLY) trunk.friendlyName = 'renamed';
  },
  'take our domain away': ({ vendors, credential }) => {
    for (const trunk of vendors.trunks) {
      if (trunk.domainName === credential.domainName && trunk.friendlyName === FRIENDLY) trunk.domainName = null;
    }
  },
  'change settings and recording': ({ vendors }) => {
    for (const trunk of vendors.trunks) {
      if (trunk.friendlyName !== FRIENDLY) continue;
      trunk.settings = { secure: !trunk.settings.secure, transferMode: 'enable-all', disasterRecoveryUrl: 'https://x' };
      trunk.recording = { mode: 'record-from-ringing-dual', trim: 'trim-silence' };
    }
  },
  'take the list off': ({ vendors }) => {
    for (const trunk of vendors.trunks) if (trunk.friendlyName === FRIENDLY) trunk.credentialListSids = [];
  },
  'delete our list': ({ vendors }) => {
    const gone = vendors.lists.filter(({ friendlyName }) => friendlyName === FRIENDLY);
    for (const { credentialListSid } of gone) {
      vendors.lists.splice(
        vendors.lists.findIndex((list) => list.credentialListSid === credentialListSid),
        1,
      );
      for (const trunk of vendors.trunks) {
        trunk.credentialListSids = trunk.credentialListSids.filter((sid) => sid !== credentialListSid);
      }
    }
  },
  'rename our list': ({ vendors }) => {
    for (const list of vendors.lists) if (list.friendlyName === FRIENDLY) list.friendlyName = 'renamed';
  },
  'make another list of our name and put it on the trunk': ({ vendors, credential }) => {
    if (vendors.lists.some(({ friendlyName }) => friendlyName === FRIENDLY)) return;
    const { sid } = vendors.addList(FRIENDLY);
    vendors.trunks.find(({ domainName }) => domainName === credential.domainName)?.credentialListSids.push(sid);
  },
  'delete the user name': ({ vendors }) => {
    for (const list of vendors.lists) if (list.friendlyName === FRIENDLY) list.credentials.splice(0);
  },
  'change the password': ({ vendors }) => {
    for (const list of vendors.lists) for (const one of list.credentials) one.dateUpdated = vendors.next('date');
  },
  'disable and double the origination URL': ({ vendors }) => {
    for (const trunk of vendors.trunks) {
      const ours = trunk.originationUrls.find(({ friendlyName }) => friendlyName === `${FRIENDLY}:1`);
      if (ours === undefined) continue;
      trunk.originationUrls.push({ ...ours, originationUrlSid: vendors.next('OU') });
      ours.enabled = false;
    }
  },
  'delete the origination URLs': ({ vendors }) => {
    for (const trunk of vendors.trunks) if (trunk.friendlyName === FRIENDLY) trunk.originationUrls = [];
  },
  'take the numbers off': ({ vendors }) => {
    for (const number of vendors.numbers) number.trunkSid = null;
  },
  'change LiveKit': ({ vendors }) => {
    for (const trunk of vendors.outbound) Object.assign(trunk, { address: 'elsewhere.example.com', transport: 'udp' });
    for (const trunk of vendors.inbound) if (trunk.mark !== null) trunk.restrictions = ['allowedNumbers'];
    for (const rule of vendors.rules) Object.assign(rule, { trunkIds: [], restrictions: ['pin'], agentNames: [] });
  },
  'double LiveKit': ({ vendors }) => {
    for (const trunk of [...vendors.outbound])
      vendors.outbound.push({ ...trunk, outboundTrunkId: vendors.next('ST_') });
    for (const rule of [...vendors.rules]) vendors.rules.push({ ...rule, dispatchRuleId: vendors.next('SDR_') });
  },
  'empty LiveKit': ({ vendors }) => {
    for (const table of [vendors.outbound, vendors.rules]) table.splice(0);
    vendors.inbound.splice(0, vendors.inbound.length, ...vendors.inbound.filter(({ mark }) => mark === null));
  },
};

/** Everything that does not carry our name: it must come out as it went in. */
function theirs({ vendors }: ModelWorld): unknown {
  const ourLists = vendors.lists.filter(({ friendlyName }) => friendlyName === FRIENDLY);
  const isOurs = (sid: string): boolean => ourLists.some(({ credentialListSid }) => credentialListSid === sid);
  return structuredClone({
    trunks: vendors.trunks
      .filter(({ friendlyName }) => friendlyName !== FRIENDLY)
      .map((trunk) => ({ ...trunk, credentialListSids: trunk.credentialListSids.filter((sid) => !isOurs(sid)) })),
    lists: vendors.lists.filter(({ friendlyName }) => friendlyName !== FRIENDLY),
    numbers: vendors.numbers,
    inbound: vendors.inbound.filter(({ mark }) => mark === null),
  });
}

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
        const adopted = new Set<string>();
        for (const action of world.performed) {
          if (action.type === 'adopt-trunk') adopted.add(action.trunkSid);
          if (action.type === 'delete-trunk') expect(foreign).not.toContain(action.trunkSid);
          if (action.type === 'delete-credential-list') expect(foreign).not.toContain(action.credentialListSid);
          if (action.type === 'update-trunk' && foreign.has(action.trunkSid))
            expect(adopted).toContain(action.trunkSid);
          if (action.type === 'attach-number') expect(action.number.trunkSid).toBeNull();
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has keys that are unique and dependencies that come first', () => {
    fc.assert(
      fc.property(start, fc.constantFrom('present' as const, 'absent' as const), (given, presence) => {
        const { actions } = worldOf(given).plan(presence);
        const keys = actions.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        const known = new Set(keys);
        for (const { key, dependsOn } of actions) {
          expect(dependsOn).not.toContain(key);
          expect(dependsOn.filter((parent) => !known.has(parent))).toEqual([]);
        }
      }),
    );
  });
});

/** Invariants I1 and I10 of the tenant's objects, as far as a model can tell. */
function expectOneOfEach({ vendors, numbers, credential }: ModelWorld): void {
  const domain = vendors.trunks.filter(({ domainName }) => domainName === credential.domainName);
  expect(domain).toHaveLength(1);
  expect(vendors.lists.filter(({ friendlyName }) => friendlyName === FRIENDLY)).toHaveLength(1);
  const urls = domain.flatMap(({ originationUrls }) => originationUrls);
  expect(urls.filter(({ sipUrl }) => sipUrl.startsWith('sip:lk.example.com'))).toHaveLength(1);
  expect(vendors.outbound).toHaveLength(1);
  const inbound = vendors.inbound.filter(({ mark }) => mark !== null);
  expect(inbound.length).toBeLessThanOrEqual(1);
  expect(vendors.rules).toHaveLength(inbound.length);
  for (const trunk of inbound) expect(trunk.numbers.length).toBeGreaterThan(0);
  for (const rule of vendors.rules) expect(rule.trunkIds).toEqual(inbound.map(({ inboundTrunkId }) => inboundTrunkId));
  if (numbers.length === 0) expect(inbound).toEqual([]);
}
