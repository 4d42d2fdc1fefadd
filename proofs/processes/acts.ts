import type { SeededRandom } from '../harness/seeded-random.js';
import type { MaybeAnswer } from './client.js';
import { driftOf } from './drift-edits.js';
import { pickNumber, type Subscriber, type TrunkView } from './subscriber.js';
import type { Vendors } from './vendors.js';

/** One wish of a tenant, which may have to be said again when the answer was lost. */
export interface Act {
  readonly name: string;
  readonly leaves: 'present' | 'absent';
  readonly method: string;
  /** As {@link Subscriber.ask} takes it. */
  readonly path: string;
  readonly body?: object;
  readonly headers?: Record<string, string>;
  /** The answers that are right at the first try. */
  readonly accepted: readonly number[];
  /** Further ones that are right when the first try's answer was lost: the wish may have come true already. */
  readonly alsoAgain?: readonly number[];
  /** Whether the API shows the wish as fulfilled; where it can be seen there. */
  readonly isSeen?: (trunk: TrunkView, numbers: readonly string[]) => boolean;
}

const TRANSFER_MODES = ['disable-all', 'enable-all', 'sip-only'] as const;
const RECORDING_MODES = ['do-not-record', 'record-from-ringing-dual', 'record-from-answer'] as const;

/** What a tenant does next, as chance has it. What somebody does to the account beforehand is done by the time this returns. */
export async function chooseAct(
  one: Subscriber,
  url: string,
  vendors: Vendors,
  random: SeededRandom,
  key: string,
): Promise<Act> {
  if (one.expected === 'absent') return connect(one, random, key);
  const attached = await one.numbersOnTrunk(url);
  const free = pickNumber(
    one.numbers.filter((number) => !attached.includes(number)),
    random,
  );
  const taken = pickNumber(attached, random);
  const kind = random.pick([
    'attach',
    'detach',
    'settings',
    'recording',
    'repair',
    'repair',
    'rotate',
    'token',
    'disconnect',
  ]);
  switch (kind) {
    case 'attach':
      return free === undefined ? disconnect() : attach(free);
    case 'detach':
      return taken === undefined ? settings(random) : detach(taken);
    case 'settings':
      return settings(random);
    case 'recording':
      return recording(random);
    case 'repair':
      return repairOfDrift(one, vendors, random);
    case 'rotate':
      return rotateSipPassword(random);
    case 'token':
      await one.rotateTokenAtTwilio(vendors);
      return {
        ...present('rotate the auth token', 'POST', '/rotate-auth-token', { authToken: one.authToken }),
        accepted: [200],
      };
    case 'disconnect':
      return disconnect();
    default:
      throw new Error(`no act named ${kind}`);
  }
}

export function connect(one: Subscriber, random: SeededRandom, key: string): Act {
  return {
    name: 'connect',
    leaves: 'present',
    method: 'POST',
    path: '',
    body: {
      accountSid: one.account.accountSid,
      authToken: one.authToken,
      secure: random.chance(0.5),
      transferMode: random.pick(TRANSFER_MODES),
    },
    headers: { 'idempotency-key': key },
    accepted: [201],
  };
}

export function disconnect(): Act {
  return {
    name: 'disconnect',
    leaves: 'absent',
    method: 'DELETE',
    path: '/',
    accepted: [202],
    alsoAgain: [404],
  };
}

export function settings(random: SeededRandom): Act {
  const transferMode = random.pick(TRANSFER_MODES);
  return {
    ...present('change the settings', 'PATCH', '/trunk', { transferMode, secure: random.chance(0.5) }),
    isSeen: (trunk) => trunk.transferMode === transferMode,
  };
}

export function recording(random: SeededRandom): Act {
  const mode = random.pick(RECORDING_MODES);
  return {
    ...present('change the recording', 'PUT', '/trunk/recording', { mode, consent: true }),
    isSeen: (trunk) => trunk.recordingMode === mode,
  };
}

/** Without overlap, or with one that outlives the proof: then the next rotation is refused, which is right too. */
export function rotateSipPassword(random: SeededRandom): Act {
  const overlapSeconds = random.pick([0, 86_400]);
  return {
    ...present('rotate the SIP password', 'POST', '/rotate-sip-password', { overlapSeconds }),
    accepted: [202, 409],
  };
}

export function repair(): Act {
  return present('repair', 'POST', '/trunk/repair');
}

export function attach(phoneNumber: string): Act {
  return {
    ...present('attach a number', 'POST', '/trunk/numbers', { phoneNumber, confirm: true }),
    isSeen: (_, numbers) => numbers.includes(phoneNumber),
  };
}

function detach(phoneNumber: string): Act {
  return {
    ...present('detach a number', 'DELETE', `/trunk/numbers/${encodeURIComponent(phoneNumber)}`),
    alsoAgain: [404],
    isSeen: (_, numbers) => !numbers.includes(phoneNumber),
  };
}

function present(name: string, method: string, path: string, body?: object): Act {
  return { name, leaves: 'present', method, path, accepted: [202], ...(body === undefined ? {} : { body }) };
}

/** Somebody has changed or deleted one of our objects in the Console; the tenant asks for a repair. */
async function repairOfDrift(one: Subscriber, vendors: Vendors, random: SeededRandom): Promise<Act> {
  const account = await vendors.account(one.account.accountSid);
  const edits = driftOf(account, one.before.account);
  const [edit, more] = edits[random.below(edits.length)] ?? ['', {}];
  if (edit !== '') await vendors.control('POST', '/edit', { edit, accountSid: account.sid, ...more });
  return { ...repair(), name: `repair after ${edit}` };
}

/** One try of an act. A connected account gets its credential's id. */
export async function tryAct(act: Act, one: Subscriber, url: string): Promise<MaybeAnswer> {
  const answer = await one.ask(url, act.method, act.path, act.body, act.headers);
  if (act.path === '' && answer?.status === 201) {
    one.credentialId = (answer.body as { credential: { credentialId: string } }).credential.credentialId;
  }
  return answer;
}
