import fc from 'fast-check';
import { Secret } from '@app/secrets';
import { CREDENTIAL, ModelWorld, type Fate } from './model-world.js';

const NUMBERS = ['+14155550100', '+14155550101', '+12125550102'];
export const FRIENDLY = CREDENTIAL.resourceName;

/** Somebody's account before we come, with what may lie in our way. */
export interface Start {
  /** How many of the account's numbers are wanted on the trunk, and which of all are bound how. */
  readonly wanted: number;
  /** How many of the others are wanted on the webhook plane. */
  readonly webhook: number;
  readonly bindings: readonly ('free' | 'url' | 'app' | 'foreign-trunk' | 'our-domain-trunk')[];
  readonly trunks: readonly ('foreign' | 'our-domain' | 'our-name')[];
  readonly lists: readonly ('foreign' | 'our-name')[];
  readonly attach: boolean;
  readonly foreignInbound: boolean;
  readonly settings: { readonly secure: boolean; readonly recorded: boolean };
}

export const start: fc.Arbitrary<Start> = fc.record({
  wanted: fc.nat(3),
  webhook: fc.nat(2),
  bindings: fc.tuple(
    ...NUMBERS.map(() => fc.constantFrom('free', 'url', 'app', 'foreign-trunk', 'our-domain-trunk' as const)),
  ),
  trunks: fc.uniqueArray(fc.constantFrom('foreign', 'our-domain', 'our-name' as const), { maxLength: 3 }),
  lists: fc.uniqueArray(fc.constantFrom('foreign', 'our-name' as const), { maxLength: 2 }),
  attach: fc.boolean(),
  foreignInbound: fc.boolean(),
  settings: fc.record({ secure: fc.boolean(), recorded: fc.boolean() }),
}) as fc.Arbitrary<Start>;
export const fates: fc.Arbitrary<Fate[]> = fc.array(fc.constantFrom<Fate>('done', 'done', 'lost', 'refused'), {
  maxLength: 14,
});

export function worldOf(given: Start): ModelWorld {
  const numbers = NUMBERS.map((phoneNumber, index) => ({ numberSid: `PN${index}`, phoneNumber }));
  const world = new ModelWorld(
    {
      ...CREDENTIAL,
      settings: { ...CREDENTIAL.settings, secure: given.settings.secure },
      recording: { ...CREDENTIAL.recording, mode: given.settings.recorded ? 'record-from-answer' : 'do-not-record' },
    },
    numbers.slice(0, given.wanted),
    numbers.slice(given.wanted, given.wanted + given.webhook),
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
        : {
            settings: theirs,
            disasterRecoveryMethod: 'GET',
            recording: { mode: 'record-from-ringing', trim: 'trim-silence' },
          }),
      // Ours is on no trunk that has nothing to do with us.
      credentialListSids: given.attach
        ? vendors.lists
            .filter(({ friendlyName }) => kind !== 'foreign' || friendlyName !== FRIENDLY)
            .map(({ credentialListSid }) => credentialListSid)
        : [],
      originationUrls: [{ ...url, originationUrlSid: vendors.next('OU') }],
    });
  }
  const trunkOf = (domain: string): string | null =>
    vendors.trunks.find(({ domainName }) => domainName === domain)?.trunkSid ?? null;
  for (const [index, number] of numbers.entries()) {
    const binding = given.bindings[index];
    vendors.numbers.push({
      ...number,
      trunkSid:
        binding === 'foreign-trunk'
          ? trunkOf('foreign.pstn.twilio.com')
          : binding === 'our-domain-trunk'
            ? trunkOf(CREDENTIAL.domainName)
            : null,
      voiceApplicationSid: binding === 'app' ? 'AP1' : null,
      voiceUrl: binding === 'url' ? 'https://theirs.example/voice' : null,
      voiceMethod: 'POST',
      voiceFallbackUrl: null,
      voiceFallbackMethod: 'POST',
      friendlyName: 'Reception',
      statusCallback: binding === 'url' ? 'https://theirs.example/status' : null,
      statusCallbackMethod: 'POST',
    });
  }
  if (given.foreignInbound) {
    vendors.inbound.push({
      inboundTrunkId: 'ST_foreign',
      name: 'theirs',
      mark: null,
      numbers: [NUMBERS[0] ?? ''],
      mediaEncryption: 'disable',
      authUsername: '',
      authPassword: new Secret(''),
      headersToAttributes: {},
      extras: [],
    });
  }
  return world;
}

/** Everything that does not carry our name: it must come out as it went in. */
export function theirs({ vendors }: ModelWorld): unknown {
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
