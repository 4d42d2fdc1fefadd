import { randomBytes } from 'node:crypto';
import type { Case, Filling } from './cases.js';
import type { Stage } from './stage.js';

const TARGET = { kind: 'client', identity: 'desk' };
/** Versions of the owner's, so many that the stranger has none of that number. */
const MANY_VERSIONS = 5;

async function send<T>(stage: Stage, method: string, path: string, body?: object): Promise<T> {
  const answer = await stage.world.send(method, `/api/v1${path}`, {
    as: stage.owner.accessToken,
    ...(body === undefined ? {} : { body }),
  });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${String(answer.status)} ${answer.text}`);
  return answer.body as T;
}

let numbers = 0;
const newNumber = (): string => {
  numbers += 1;
  return `+4930${String(2_000_000 + numbers)}`;
};

/** List, make, show, replace and delete of one kind of thing; what can be named by id is the owner's alone. */
function crud(controller: string, path: string, id: string, body: (stage: Stage) => object): Record<string, Case[]> {
  const made = async (stage: Stage): Promise<Filling> => {
    const thing = await send<Record<string, string>>(stage, 'POST', path, body(stage));
    return { params: { [id]: thing[id] ?? '' } };
  };
  const withBody = async (stage: Stage): Promise<Filling> => ({ ...(await made(stage)), body: body(stage) });
  return {
    [`${controller}.list`]: [{ make: async () => Promise.resolve({ query: { limit: '20' } }), stranger: 'own-view' }],
    [`${controller}.create`]: [{ make: async (stage) => Promise.resolve({ body: body(stage) }), stranger: 'own-view' }],
    [`${controller}.get`]: [{ make: made, stranger: 'not-found' }],
    [`${controller}.replace`]: [{ make: withBody, stranger: 'not-found' }],
    [`${controller}.remove`]: [{ make: made, stranger: 'not-found' }],
  };
}

async function published(stage: Stage): Promise<number> {
  for (;;) {
    const text = `Version ${stage.newName('of the owner')}`;
    await send(stage, 'PATCH', '/routing', { fallback: { kind: 'announcement', text } });
    const { version } = await send<{ version: number }>(stage, 'POST', '/routing/publish', {});
    if (version >= MANY_VERSIONS) return version;
  }
}

/** What the hooks would have stored of a call of the owner's. */
async function pastCall({ owner, owned, supabase }: Stage): Promise<string> {
  const callSid = `CA${randomBytes(16).toString('hex')}`;
  const { error } = await supabase
    .asService()
    .from('route_decisions')
    .insert({
      user_id: owner.userId,
      credential_id: owned.credentialId,
      call_sid: callSid,
      step: 'voice',
      dedupe_key: callSid,
      call: { callSid, from: '+4930999999', to: '+4930123456', origin: 'pstn', uui: null },
      decision: { action: 'hangup' },
      trace: { version: null, steps: [] },
      source: 'cache',
      decided_at: new Date().toISOString(),
    });
  if (error !== null) throw new Error(error.message);
  return callSid;
}

const forwarding = (): object => ({ phoneNumber: newNumber(), condition: 'busy', to: { kind: 'hangup' } });
const ownView = (filling: () => Filling = () => ({})): Case[] => [
  { make: async () => Promise.resolve(filling()), stranger: 'own-view' },
];
const onRoute: Case[] = [
  {
    make: async (stage) => {
      const number = newNumber();
      await send(stage, 'PUT', `/routes/${number}`, { target: TARGET });
      return { params: { number } };
    },
    stranger: 'not-found',
  },
];
const onVersion: Case[] = [
  { make: async (stage) => ({ params: { version: String(await published(stage)) } }), stranger: 'not-found' },
];

/** What a tenant edits and publishes about their calls. */
export const ROUTING_CASES: Readonly<Record<string, readonly Case[]>> = {
  'Routes.list': ownView(() => ({ query: { limit: '20' } })),
  'Routes.get': onRoute,
  'Routes.put': ownView(() => ({ params: { number: newNumber() }, body: { target: TARGET, ringSeconds: 30 } })),
  'Routes.remove': onRoute,
  ...crud('Destinations', '/destinations', 'destinationId', (stage) => ({
    name: stage.newName('destination'),
    target: TARGET,
    next: { kind: 'hangup' },
  })),
  ...crud('RingGroups', '/ring-groups', 'ringGroupId', (stage) => ({
    name: stage.newName('group'),
    strategy: 'sequential',
    members: [{ name: 'Desk', target: TARGET, ringSeconds: 10 }],
  })),
  ...crud('BusinessHours', '/business-hours', 'hoursId', (stage) => ({
    name: stage.newName('hours'),
    timeZone: 'Europe/Berlin',
    weekly: [{ day: 1, from: '09:00', to: '17:00' }],
    holidays: [{ date: '2026-12-25', name: 'Christmas', open: [] }],
  })),
  ...crud('CallForwarding', '/call-forwarding', 'forwardingId', forwarding),
  'CallForwarding.toggle': [
    {
      make: async (stage) => {
        const { forwardingId } = await send<{ forwardingId: string }>(stage, 'POST', '/call-forwarding', forwarding());
        return { params: { forwardingId }, body: { enabled: false } };
      },
      stranger: 'not-found',
    },
  ],
  'Routing.get': ownView(),
  'Routing.draft': ownView(),
  'Routing.check': ownView(),
  'Routing.change': ownView(() => ({ body: { isDynamic: true, policy: { countries: ['DE'] }, fallback: null } })),
  'Routing.publish': ownView(() => ({ body: { note: 'as it is' } })),
  'Routing.rollBack': [
    {
      make: async (stage) => ({ body: { version: await published(stage) } }),
      stranger: { status: 404, code: 'routing.version_not_found' },
    },
  ],
  'Simulation.simulate': ownView(() => ({ body: { number: newNumber(), caller: '+4930999999', outcomes: ['busy'] } })),
  'Simulation.sweep': ownView(() => ({ body: { number: newNumber(), weekOf: '2026-12-24' } })),
  'Simulation.replay': [
    {
      make: async (stage) => ({ params: { callSid: await pastCall(stage) }, body: { version: 'draft' } }),
      stranger: 'not-found',
    },
  ],
  'SyncMap.import': ownView(() => ({
    body: { items: [{ key: newNumber(), data: { type: 'client', uri: 'client:desk' } }] },
  })),
  'RoutingVersions.list': ownView(),
  'RoutingVersions.get': onVersion,
  'RoutingVersions.diff': onVersion,
};
