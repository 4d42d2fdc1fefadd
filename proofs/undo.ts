import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { TenantDatabase } from '../apps/api/src/database/tenant-database.js';
import { unwrap } from '../apps/api/src/database/unwrap.js';
import { inParallel, type ProofOptions, type ProofResult } from './harness/proof.js';
import { quicken } from './harness/quicken.js';
import { TenantAccount } from './harness/tenant-account.js';
import { World } from './harness/world.js';
import { accountBefore, makeAccount, type AccountBefore, type MadeAccount } from './undo/account.js';
import { changedDates, difference } from './undo/compare.js';
import { ENDINGS, leave, type Ending, type State } from './undo/endings.js';
import { events, happen, type Event } from './undo/life.js';

const SIDE_BY_SIDE = 4;

interface Story {
  readonly before: AccountBefore;
  readonly life: readonly Event[];
  readonly ending: Ending;
}

const story: fc.Arbitrary<Story> = fc.record({
  before: accountBefore,
  life: events,
  ending: fc.constantFrom(...ENDINGS),
});

interface Outcome {
  readonly numbers: number;
  readonly problems: readonly string[];
}

/**
 * Accounts in use are connected, lived with and disconnected: afterwards Twilio and LiveKit are byte for byte what they were, and every
 * number is still there. Where the tenant has changed something of theirs meanwhile, that is what has to be there.
 */
export async function prove({ quick, full, seed: given, only, log }: ProofOptions): Promise<ProofResult> {
  const seed = given ?? randomInt(2 ** 31);
  log(`seed ${String(seed)}`);
  const stories = fc.sample(story, { seed, numRuns: quick ? 4 : full ? 500 : 60 });
  const world = await World.start({ RECONCILE_EVERY_SECONDS: '0' });
  try {
    quicken(world.api);
    await standing(world);
    const before = JSON.stringify(await world.control('GET', '/state/livekit'));
    const outcomes = await inParallel(stories, SIDE_BY_SIDE, async (told, index): Promise<Outcome> => {
      if (only !== null && only !== String(index)) return { numbers: 0, problems: [] };
      const outcome = await tell(world, told, index);
      for (const problem of outcome.problems) log(problem);
      return outcome;
    });
    const livekit = difference(before, JSON.stringify(await world.control('GET', '/state/livekit')));
    if (livekit !== null) log(`LiveKit: ${livekit}`);
    const same = outcomes.filter(({ problems }) => problems.length === 0).length;
    const numbers = outcomes.reduce((total, outcome) => total + outcome.numbers, 0);
    return {
      figure:
        `undo: ${String(same)} of ${String(stories.length)} accounts byte-identical after disconnecting, LiveKit ` +
        `${livekit === null ? 'too' : 'not'}, ${String(numbers)} numbers kept (seed ${String(seed)})`,
      passed: same === stories.length && livekit === null && only === null,
    };
  } finally {
    await world.stop();
  }
}

/** What else is in the LiveKit project, and has nothing to do with anybody here. */
async function standing(world: World): Promise<void> {
  const add = async (noun: string, fields: object): Promise<unknown> =>
    world.control('POST', '/edit', { edit: `livekit-add-${noun}`, fields });
  await add('outbound-trunk', { name: 'theirs', address: 'pbx.example.com', numbers: ['*'] });
  await add('inbound-trunk', { name: 'theirs', numbers: ['+12125550123'] });
  await add('dispatch-rule', { name: 'theirs', rule: { dispatch_rule_direct: { room_name: 'theirs' } } });
}

async function tell(world: World, { before, life, ending }: Story, index: number): Promise<Outcome> {
  const happened: string[] = [];
  try {
    const one = await TenantAccount.make(world, `undo-${String(index)}`);
    const made = await makeAccount(one, before, index);
    const dated = `/state/accounts/${one.account.accountSid}`;
    const [was, wasDated] = [(await one.state()) as State, await world.control<object>('GET', dated)];
    await connect(one, made);
    for (const event of life) happened.push(await happen(one, made, event));
    const { expected, problems } = await leave(one, made, ending, was);
    const [is, isDated] = [(await one.state()) as State, await world.control<object>('GET', dated)];
    const left = (await one.livekit()).outbound.length;
    const found = [
      ...problems,
      ...[difference(JSON.stringify(expected), JSON.stringify(is))].filter((line) => line !== null),
      ...changedDates(wasDated, isDated, made),
      ...(left > 0 ? ['our outbound trunk is still at LiveKit'] : []),
    ];
    return {
      numbers: Object.keys(is.numbers).length,
      problems: found.map((line) => `${String(index)} (${ending}): ${line}\n    ${happened.join('\n    ')}`),
    };
  } catch (error) {
    const line = error instanceof Error ? error.message : String(error);
    return { numbers: 0, problems: [`${String(index)} (${ending}): ${line}\n    ${happened.join('\n    ')}`] };
  }
}

/** An account of an earlier system is connected as its row names it: that trunk and that list are adopted. */
async function connect(one: TenantAccount, { adopted }: MadeAccount): Promise<void> {
  if (adopted === null) return one.connect();
  const { body } = await one.submit({ provision: false });
  one.credentialId = (body as { readonly credential: { readonly credentialId: string } }).credential.credentialId;
  const names = {
    domain_name: adopted.domainName,
    trunk_sid: adopted.trunkSid,
    credential_list_sid: adopted.listSid,
  };
  const database = one.world.api.app.get(TenantDatabase, { strict: false }).service();
  unwrap(await database.from('user_twilio_credentials').update(names).eq('id', one.credentialId));
  const run = await one.finished(await one.post('/trunk/apply'));
  if (run !== 'succeeded') throw new Error(`adopting: the run ${run}`);
}
