import { ROUTING_CASES } from './routing-cases.js';
import type { Stage } from './stage.js';

/** The variable parts of a request. */
export interface Filling {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/**
 * What another tenant gets for the same request: `not-found` as for something that does not exist; `own-view` success, with nothing
 * of the first tenant in it; or a refusal that says no more than it must.
 */
export type ForStranger = 'not-found' | 'own-view' | { readonly status: number; readonly code: string };

export interface Case {
  /** A request with which the rightful caller succeeds; it is made anew for each success. */
  readonly make: (stage: Stage) => Promise<Filling>;
  readonly stranger: ForStranger;
  /** Query parameters that name something of a tenant's; path parameters all do. */
  readonly idQuery?: readonly string[];
}

const plain = async (): Promise<Filling> => Promise.resolve({});

const shared =
  (body?: object) =>
  async ({ owned }: Stage): Promise<Filling> =>
    Promise.resolve({ params: { credentialId: owned.credentialId }, ...(body === undefined ? {} : { body }) });

const onShared = (body?: object): readonly Case[] => [{ make: shared(body), stranger: 'not-found' }];

/** A trunk of its own, for what can be done to a trunk only once. */
const onFresh = (body?: object): readonly Case[] => [
  {
    make: async (stage) => {
      const { credentialId } = await stage.connectAnother();
      return { params: { credentialId }, ...(body === undefined ? {} : { body }) };
    },
    stranger: 'not-found',
  },
];

/** A new account, of which the stranger knows the token too: it still belongs to the first who connected it. */
const connecting: readonly Case[] = [
  {
    make: async (stage) => {
      const { accountSid, authToken } = await stage.world.newAccount();
      return { body: { accountSid, authToken, label: stage.newName('account') } };
    },
    stranger: { status: 409, code: 'credential.account_taken' },
  },
];

const ownView = (make: Case['make'] = plain): readonly Case[] => [{ make, stranger: 'own-view' }];

/** A valid request for every operation of the document, by its operationId. What is missing here fails the proof. */
export const CASES: Readonly<Record<string, readonly Case[]>> = {
  'SignInSettings.read': ownView(),
  'Health.live': ownView(),
  'Health.ready': ownView(),
  'Metrics.read': [{ make: plain, stranger: { status: 401, code: 'auth.invalid_token' } }],
  'Audit.list': ownView(async () => Promise.resolve({ query: { limit: '100' } })),
  'ApiKeys.create': ownView(async (stage) =>
    Promise.resolve({ body: { name: stage.newName('key'), scopes: ['trunks:read'] } }),
  ),
  'ApiKeys.list': ownView(),
  'ApiKeys.revoke': [
    {
      make: async (stage) => ({ params: { apiKeyId: (await stage.mintKey(stage.owner, ['trunks:read'])).apiKeyId } }),
      stranger: 'not-found',
    },
  ],
  'Agents.list': ownView(),
  'Agents.create': ownView(async (stage) =>
    Promise.resolve({ body: { name: stage.newName('agent'), agentName: 'a' } }),
  ),
  'Agents.change': [
    {
      make: async (stage) => ({
        params: { agentId: await stage.newAgent() },
        body: { name: stage.newName('agent'), agentName: 'b' },
      }),
      stranger: 'not-found',
    },
  ],
  'Agents.remove': [
    { make: async (stage) => ({ params: { agentId: await stage.newAgent() } }), stranger: 'not-found' },
  ],
  'Credentials.list': ownView(),
  'Credentials.get': onShared(),
  'Credentials.rename': [
    {
      make: async (stage) => shared({ label: stage.newName('label') })(stage),
      stranger: 'not-found',
    },
  ],
  'Credentials.activate': onShared(),
  'Connections.connect': connecting,
  'Connections.createMainTrunk': connecting,
  'Connections.disconnect': onFresh(),
  'Connections.rotateSipPassword': onFresh({}),
  'Connections.rotateAuthToken': [
    {
      make: async (stage) => shared({ authToken: stage.owned.account.authToken })(stage),
      stranger: 'not-found',
    },
  ],
  'Connections.setApiKey': [
    {
      make: async (stage) => {
        const { accountSid } = stage.owned.account;
        const key = await stage.world.control<{ keySid: string; secret: string }>(
          'POST',
          `/accounts/${accountSid}/keys`,
          { kind: 'main' },
        );
        return shared({ apiKeySid: key.keySid, apiKeySecret: key.secret })(stage);
      },
      stranger: 'not-found',
    },
  ],
  'Connections.removeApiKey': onShared(),
  'Trunks.get': onShared(),
  'Trunks.plan': onShared(),
  'Trunks.snapshot': onShared(),
  'Trunks.apply': onShared(),
  'Trunks.repair': onShared(),
  'Trunks.verify': onShared(),
  'Trunks.setRecording': onShared({ mode: 'do-not-record' }),
  'Trunks.changeSettings': onShared({ transferMode: 'sip-only' }),
  'Trunks.run': [
    {
      make: async ({ owned }) => Promise.resolve({ params: { credentialId: owned.credentialId, runId: owned.runId } }),
      stranger: 'not-found',
    },
  ],
  'Trunks.events': onShared(),
  'TrunkNumbers.list': onShared(),
  'TrunkNumbers.attach': [
    {
      make: async (stage) => shared({ phoneNumber: await stage.newNumber(stage.owned) })(stage),
      stranger: 'not-found',
    },
  ],
  'TrunkNumbers.detach': [
    {
      make: async (stage) => {
        const { owned } = stage;
        const phoneNumber = await stage.newNumber(owned);
        await stage.attachNumber(owned, phoneNumber);
        return { params: { credentialId: owned.credentialId, phoneNumber } };
      },
      stranger: 'not-found',
    },
  ],
  'Numbers.available': [
    {
      make: async ({ owned }) => Promise.resolve({ query: { credentialId: owned.credentialId, country: 'US' } }),
      stranger: 'not-found',
      idQuery: ['credentialId'],
    },
  ],
  'Numbers.import': ownView(async () => Promise.resolve({ body: {} })),
  'NumberPurchase.buy': [
    {
      // A number that the owner has already: asked for again it is answered with itself.
      make: async (stage) => ({ body: { phoneNumber: (await stage.imported(stage.owned)).phoneNumber } }),
      stranger: { status: 409, code: 'number.taken' },
    },
  ],
  'Numbers.list': ownView(async () => Promise.resolve({ query: { limit: '100' } })),
  'Numbers.get': [
    {
      make: async (stage) => ({ params: { numberId: await stage.importedNumber(stage.owned) } }),
      stranger: 'not-found',
    },
  ],
  ...ROUTING_CASES,
  'NumberChanges.changePlane': [
    {
      make: async (stage) => ({
        params: { numberId: await stage.importedNumber(stage.owned) },
        body: { plane: 'webhook', dryRun: true },
      }),
      stranger: 'not-found',
    },
    {
      make: async (stage) => ({
        params: { numberId: await stage.importedNumber(stage.owned) },
        body: { plane: 'webhook' },
      }),
      stranger: 'not-found',
    },
  ],
  'NumberChanges.change': [
    {
      make: async (stage) => ({
        params: { numberId: await stage.importedNumber(stage.owned) },
        body: { label: stage.newName('number'), friendlyName: stage.newName('number') },
      }),
      stranger: 'not-found',
    },
  ],
  'NumberChanges.release': [
    {
      make: async (stage) => {
        const { numberId, phoneNumber } = await stage.imported(stage.owned);
        return { params: { numberId }, body: { confirm: phoneNumber } };
      },
      stranger: 'not-found',
    },
  ],
  'Calls.list': ownView(async () => Promise.resolve({ query: { limit: '100' } })),
  'Calls.get': [
    { make: async (stage) => ({ params: { callSid: await stage.newCall(stage.owned) } }), stranger: 'not-found' },
  ],
  'Calls.trace': [
    { make: async (stage) => ({ params: { callSid: await stage.newCall(stage.owned) } }), stranger: 'not-found' },
  ],
  'SipConfig.get': [
    {
      make: async ({ owned }) => Promise.resolve({ query: { credentialId: owned.credentialId, mode: 'inline' } }),
      stranger: 'not-found',
      idQuery: ['credentialId'],
    },
    ...ownView(async () => Promise.resolve({ query: { mode: 'inline' } })),
  ],
};
