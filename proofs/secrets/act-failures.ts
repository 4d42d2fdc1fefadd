import { inParallel } from '../harness/proof.js';
import type { SandboxAccount } from '../harness/world.js';
import { trunkPath, type Scene } from './scene.js';

interface Fault {
  readonly kind: string;
  readonly vendor?: 'livekit';
  readonly method?: string;
  readonly path: string;
  readonly times?: number;
  readonly ms?: number;
}

const ACCOUNT_READ = '/2010-04-01/Accounts/AC[0-9a-f]{32}\\.json$';
/** A held connection is dropped after that long; the real time-out, ten seconds, is left out of the quick run. */
const SHORT_HOLD_MS = 700;

const SIDE_BY_SIDE = 12;

/** Strike while the account is being proved, so that the connect itself is refused. */
const AT_THE_CHECK: readonly Fault[] = [
  { kind: 'revoked-token', path: ACCOUNT_READ },
  { kind: '429', path: ACCOUNT_READ, times: 4 },
  { kind: '500', path: ACCOUNT_READ, times: 2 },
  { kind: 'html-200', path: ACCOUNT_READ },
  { kind: 'html-502', path: ACCOUNT_READ, times: 2 },
  { kind: 'reset', path: ACCOUNT_READ, times: 2 },
  { kind: 'timeout-before', path: ACCOUNT_READ, times: 2, ms: SHORT_HOLD_MS },
  { kind: 'suspended-account', path: ACCOUNT_READ },
];

/** Strike while the trunk is being built, where passwords are on the way. */
const IN_THE_RUN: readonly Fault[] = [
  { kind: 'revoked-token', path: '/SIP/CredentialLists' },
  { kind: '429', method: 'POST', path: '/v1/Trunks$' },
  { kind: '500', method: 'POST', path: '/Credentials\\.json$' },
  { kind: '500-after', method: 'POST', path: '/Credentials\\.json$' },
  { kind: 'html-200-after', method: 'POST', path: '/Credentials\\.json$' },
  { kind: 'html-502', method: 'POST', path: '/OriginationUrls$' },
  { kind: 'reset-after', method: 'POST', path: '/Credentials\\.json$' },
  { kind: 'timeout-after', method: 'POST', path: '/Credentials\\.json$', ms: SHORT_HOLD_MS },
  { kind: 'quota-full', method: 'POST', path: '/v1/Trunks$' },
];

/** LiveKit knows no accounts: these strike whoever comes first. */
const AT_LIVEKIT: readonly Fault[] = ['500-after', '429', 'html-200', 'reset-after', 'revoked-token'].map((kind) => ({
  kind,
  vendor: 'livekit',
  path: 'CreateSIPOutboundTrunk',
  times: 1,
}));

/** Everything that goes wrong at the vendors goes wrong. Meant to fail: what counts is what is written about it. */
export async function fail(scene: Scene, quick: boolean): Promise<void> {
  const stranger = await scene.newAccount();
  for (const accountSid of [stranger.accountSid, `AC${'0'.repeat(32)}`]) {
    await scene.connect({ accountSid, authToken: scene.wrongToken(accountSid) });
  }
  await wrongKey(scene, stranger);
  await createWithWrongToken(scene, stranger);

  await inParallel(AT_THE_CHECK, 4, async (fault) => scene.connect(await struck(scene, fault)));
  for (const fault of AT_LIVEKIT) await scene.control('POST', '/faults', { ...fault });
  const during = quick ? IN_THE_RUN : [...IN_THE_RUN, ...REAL_TIME_OUTS];
  await inParallel(during, SIDE_BY_SIDE, async (fault) => {
    const answer = await scene.connect(await struck(scene, fault));
    const { credential } = (answer.body ?? {}) as { credential?: { credentialId: string } };
    if (credential === undefined) return;
    const status = await scene.settled(credential.credentialId);
    scene.log(`${fault.kind} at ${fault.path}: ${status}`);
    await scene.ask('GET', trunkPath(credential.credentialId, '/plan'));
  });
  await scene.gather();
  await scene.control('DELETE', '/faults');
}

const REAL_TIME_OUTS: readonly Fault[] = [
  { kind: 'timeout-before', method: 'GET', path: '/SIP/CredentialLists\\.json$' },
  { kind: 'timeout-after', method: 'POST', path: '/Credentials\\.json$' },
];

async function struck(scene: Scene, fault: Fault): Promise<SandboxAccount> {
  const account = await scene.newAccount();
  await scene.control('POST', '/faults', { ...fault, account: account.accountSid });
  return account;
}

async function wrongKey(scene: Scene, { accountSid }: SandboxAccount): Promise<void> {
  const apiKeySecret = scene.canaries.add('API key secret', 'wrong key secret', 'WrongTwilioKeySecret0123456789AB');
  await scene.ask('POST', '/api/v1/twilio-credentials', {
    accountSid,
    apiKeySid: `SK${'1'.repeat(32)}`,
    apiKeySecret,
    label: scene.newLabel(),
  });
}

async function createWithWrongToken(scene: Scene, { accountSid }: SandboxAccount): Promise<void> {
  const authToken = scene.wrongToken('create-main-trunk');
  await scene.ask('POST', '/api/v1/twilio-credentials/create-main-trunk', { accountSid, authToken });
}
